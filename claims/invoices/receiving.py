"""An invoice arrives: held against its guarantee, taken up as a claim when nothing differs, else left to a person."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from approvals.guarantees.models import Guarantee
from approvals.requests import today_of
from claims.invoices import refusals
from claims.invoices.drafts import DOCUMENTS, open_draft, refuse_colleague
from claims.invoices.mails import mail_receipt
from claims.invoices.matching import Bill, Billed, differences, holding_version
from claims.invoices.models import InvoiceLine, ProviderInvoice
from claims.invoices.patients import is_patient
from claims.invoices.taking import make_claim
from portal.entitlements.locking import locked_families
from portal.members.audit import record
from portal.members.models import User
from portal.vault.numbers import fresh_number

# What a form says of an invoice, beside its lines and the patient's date of birth.
FACTS = (
    *("invoice_number", "is_last", "country", "currency", "admitted_on", "discharged_on", "room", "patient_name"),
    *("contact_name", "contact_email", "account_hint", "remarks"),
)
State = ProviderInvoice.State


def key_of(invoice_number: str) -> str:
    """The provider's number without capitals, spaces and marks, by which it is known again."""
    return "".join(letter for letter in invoice_number.casefold() if letter.isalnum())


def first_of(promise: str, invoice_number: str) -> ProviderInvoice | None:
    """The invoice of that number that counts already."""
    known = ProviderInvoice.objects.counting().against(promise)
    return known.filter(key=key_of(invoice_number)).first()


@transaction.atomic
def receive_invoice(
    *,
    invoice_id: UUID,
    checked: datetime,
    facts: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    language: str,
    now: datetime,
    by: User | None = None,
    request: HttpRequest | None = None,
) -> ProviderInvoice:
    """Send what was entered and checked (`checked` is its `changed_at`). Sent twice, it is the first receipt.

    The answer may be another invoice: the one that came with the same number before. `by` is the colleague at the
    desk. Raises AddressGone, ChangedSince, DocumentMissing, NotWhole, OtherPatient.
    """
    found = ProviderInvoice.objects.select_related("guarantee__person").get(pk=invoice_id)
    locked_families([found.guarantee.person.family_id])
    if found.is_received:
        return found
    invoice = open_draft(invoice_id, now=now)
    if invoice.changed_at != checked:
        raise refusals.ChangedSince
    if not DOCUMENTS.of(invoice).exists():
        raise refusals.DocumentMissing
    first = first_of(invoice.promise, facts["invoice_number"])
    if first is not None:
        _forget(invoice, now)
        return first
    invoice = _receive(invoice, facts, lines, now=now, by=by)
    record(act="providerinvoice.received", by=by, about=invoice, now=now, request=request, state=invoice.state)
    mail_receipt(invoice=invoice, language=language, now=now)
    return invoice


def _forget(invoice: ProviderInvoice, now: datetime) -> None:
    """A draft of what came before: its documents go with it."""
    record(act="providerinvoice.repeated", by=None, about=invoice, now=now)
    DOCUMENTS.remove_all(parent=invoice, now=now)


@transaction.atomic
def take_from_file(
    *, promise: str, facts: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], by: User, now: datetime
) -> tuple[ProviderInvoice, bool]:
    """One invoice of a file, and whether it is new. Raises NothingIssued, MayNotTake, OwnFamily, OtherPatient."""
    issued = Guarantee.objects.filter(number=promise, issued_at__isnull=False).select_related("person")
    guarantee = issued.first()
    if guarantee is None:
        raise refusals.NothingIssued
    refuse_colleague(guarantee, by)
    locked_families([guarantee.person.family_id])
    first = first_of(promise, facts["invoice_number"])
    if first is not None:
        return first, False
    invoice = ProviderInvoice(
        guarantee=guarantee,
        promise=promise,
        source=ProviderInvoice.Source.FILE,
        keyed_by=by,
        created_at=now,
        changed_at=now,
    )
    invoice = _receive(invoice, facts, lines, now=now, by=by)
    record(act="providerinvoice.received", by=by, about=invoice, now=now, state=invoice.state)
    return invoice, True


def _receive(
    invoice: ProviderInvoice,
    facts: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    *,
    now: datetime,
    by: User | None,
) -> ProviderInvoice:
    """Under the family's lock. Raises NotWhole, OtherPatient."""
    guarantee = holding_version(invoice.guarantee)
    if not lines:
        raise refusals.NotWhole
    if not is_patient(guarantee.person, name=facts["patient_name"], born_on=facts["born_on"]):
        raise refusals.OtherPatient
    for name in FACTS:
        setattr(invoice, name, facts.get(name, getattr(invoice, name)))
    invoice.guarantee, invoice.provider, invoice.key = guarantee, guarantee.provider, key_of(invoice.invoice_number)
    invoice.country = invoice.country or guarantee.provider_country
    invoice.number, invoice.received_at, invoice.changed_at = fresh_number("B"), now, now
    invoice.said = None
    invoice.differences = differences(bill_of(invoice, lines), today=today_of(guarantee.person, now))
    invoice.state = State.WAITING
    invoice.save()
    InvoiceLine.objects.bulk_create(
        InvoiceLine(invoice=invoice, position=position, **line) for position, line in enumerate(lines, 1)
    )
    if not invoice.differences:
        make_claim(invoice, by=by, now=now)
    return invoice


def bill_of(invoice: ProviderInvoice, lines: Sequence[Mapping[str, Any]]) -> Bill:
    """As it is held against its guarantee; nothing of it need be stored but the documents."""
    hashes = DOCUMENTS.of(invoice).values_list("stored__sha256", flat=True) if not invoice._state.adding else ()
    return Bill(
        guarantee=invoice.guarantee,
        currency=invoice.currency,
        country=invoice.country,
        admitted_on=cast(date, invoice.admitted_on),
        discharged_on=invoice.discharged_on,
        room=invoice.room,
        provider=invoice.provider,
        lines=[Billed(**line) for line in lines],
        hashes=frozenset(hashes),
    )
