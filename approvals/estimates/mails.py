"""Mails about an estimate: to the provider its link and its receipt, to the member that it came. Never an amount.

The provider must recognise the patient: initials, year of birth and the planned day do that together, and whatever the
member wrote as `hint`. No name, no reference number of the plan, no diagnosis, no treatment.
"""

from contextlib import suppress
from datetime import datetime
from uuid import uuid5

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from approvals.estimates.models import CostEstimate, EstimateLink
from approvals.estimates.patients import told_of
from approvals.mails import mail_news
from portal.look.words import long_date
from portal.post.mail import UnusableAddress, queue_mail

__all__ = ["UnusableAddress", "mail_link", "mail_receipts"]

LINK_KIND, RECEIPT_KIND = "estimate-link", "estimate-receipt"


def mail_link(*, link: EstimateLink, token: str, now: datetime) -> None:
    """The address of the form, in the provider's language. In the caller's transaction. Raises UnusableAddress."""
    patient = told_of(link)
    with translation.override(link.language):
        days = {
            "expires_on": long_date(link.expires_at),
            "planned_on": long_date(patient.from_on) if patient.from_on else "",
        }
    context = {
        "address": settings.SITE_URL + reverse("estimates:fill", args=[token]),
        "initials": patient.initials,
        "born": str(patient.born),
        "hint": patient.hint,
        **days,
    }
    queue_mail(
        kind=LINK_KIND,
        key=link.pk,
        to=link.email,
        language=link.language,
        template="estimate_link",
        context=context,
        now=now,
    )


def mail_receipts(*, estimate: CostEstimate, language: str, now: datetime) -> None:
    """To whoever filled it in, if she gave an address, and to the member; once. In the caller's transaction."""
    if estimate.contact_email:
        with suppress(UnusableAddress):  # the page she sees has the receipt
            queue_mail(
                kind=RECEIPT_KIND,
                key=estimate.pk,
                to=estimate.contact_email,
                language=language,
                template="estimate_receipt",
                context={"number": estimate.number},
                now=now,
            )
    mail_news(request=estimate.request, about=str(uuid5(estimate.pk, "received")), now=now)
