"""Guarantees whose stay has ended and whose invoice has not come; and the reminder that is sent to the provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from approvals.guarantees.models import Guarantee, Stay
from claims.invoices import refusals
from claims.invoices.drafts import begin_by_link, refuse_colleague
from claims.invoices.mails import UnusableAddress, mail_link
from claims.invoices.matching import holding_version
from claims.invoices.models import ProviderInvoice
from portal.members.audit import record
from portal.members.models import AuditEntry, User

REMINDED = "guarantee.invoice_asked"


@dataclass(frozen=True)
class Awaited:
    """A guarantee without an invoice, the day its stay ended (confirmed or planned), and when we last asked."""

    guarantee: Guarantee
    ended_on: date
    is_confirmed: bool
    asked_at: datetime | None


def awaited(*, today: date) -> Sequence[Awaited]:
    """Those, the longest ago first. Three queries."""
    came = ProviderInvoice.objects.counting().filter(promise=OuterRef("number"))
    left = Stay.objects.filter(guarantee=OuterRef("pk"), kind=Stay.Kind.DISCHARGE)
    known = Guarantee.objects.filter(state__in=[Guarantee.State.ISSUED, Guarantee.State.EXPIRED]).exclude(Exists(came))
    over = known.filter(Q(Exists(left)) | Q(request__until_on__lt=today) | Q(valid_until__lt=today))
    found = list(over.select_related("person__family", "request").prefetch_related("stays"))
    trail = AuditEntry.objects.filter(act=REMINDED, object_id__in=[str(one.pk) for one in found]).order_by("at")
    asked = dict(trail.values_list("object_id", "at"))
    rows = [_row(one, asked.get(str(one.pk))) for one in found]
    return sorted(rows, key=lambda row: row.ended_on)


def _row(guarantee: Guarantee, asked_at: datetime | None) -> Awaited:
    confirmed = [stay.on for stay in guarantee.stays.all() if stay.kind == Stay.Kind.DISCHARGE]
    planned = guarantee.request.until_on or guarantee.valid_until
    return Awaited(guarantee, confirmed[0] if confirmed else planned, bool(confirmed), asked_at)


@transaction.atomic
def ask_provider(*, guarantee_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> ProviderInvoice:
    """Mail the provider a link for its invoice; asked again, a new address replaces the one before.

    Raises MayNotTake, OwnFamily, NoAddressOfProvider.
    """
    guarantee = holding_version(Guarantee.objects.get(pk=guarantee_id))
    refuse_colleague(guarantee, by)
    invoice, token = begin_by_link(guarantee=guarantee, by=by, now=now)
    try:
        mail_link(invoice=invoice, token=token, now=now)
    except UnusableAddress:
        raise refusals.NoAddressOfProvider from None
    record(act=REMINDED, by=by, about=guarantee, now=now, request=request)
    return invoice
