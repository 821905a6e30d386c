"""Mails to providers about invoices: a receipt, a link, why one comes back. Never an amount, a name or an illness."""

from contextlib import suppress
from datetime import datetime
from uuid import uuid5

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from approvals.guarantees.models import Guarantee
from claims.invoices.models import ProviderInvoice
from portal.look.words import long_date
from portal.post.mail import UnusableAddress, queue_mail

__all__ = ["UnusableAddress", "mail_link", "mail_receipt", "mail_sent_back"]


def mail_receipt(*, invoice: ProviderInvoice, language: str, now: datetime) -> None:
    """To whoever entered it, once; without a usable address the page alone tells. In the caller's transaction."""
    with suppress(UnusableAddress):
        queue_mail(
            kind="invoice-receipt",
            key=invoice.pk,
            to=invoice.contact_email,
            language=language,
            template="invoice_receipt",
            context={"number": invoice.number, "guarantee": invoice.promise},
            now=now,
        )


def mail_sent_back(*, invoice: ProviderInvoice, now: datetime) -> None:
    """That an invoice cannot be paid as it is, and why, in the desk's words; once."""
    guarantee = invoice.guarantee
    with suppress(UnusableAddress):
        queue_mail(
            kind="invoice-sent-back",
            key=invoice.pk,
            to=invoice.contact_email or guarantee.provider_email,
            language=guarantee.provider_language,
            template="invoice_sent_back",
            context={"number": invoice.number, "guarantee": invoice.promise, "words": invoice.words},
            now=now,
        )


def mail_link(*, invoice: ProviderInvoice, token: str, now: datetime) -> None:
    """The address of the form, and that we wait for the invoice. Raises UnusableAddress."""
    guarantee: Guarantee = invoice.guarantee
    with translation.override(guarantee.provider_language):
        until = long_date(invoice.expires_at) if invoice.expires_at else ""
    queue_mail(
        kind="invoice-link",
        key=uuid5(invoice.pk, token),
        to=guarantee.provider_email,
        language=guarantee.provider_language,
        template="invoice_link",
        context={
            "guarantee": guarantee.number,
            "address": settings.SITE_URL + reverse("invoices:fill", args=[token]),
            "expires_on": until,
        },
        now=now,
    )
