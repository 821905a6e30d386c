"""A provider's invoice before it is sent: begun with the code on the guarantee, by a mailed link, or at the desk."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import compare_digest, token_urlsafe
from typing import Any
from uuid import UUID

from django.db import transaction

from approvals.estimates.drafts import LONGEST, MOST_LINES, Said
from approvals.guarantees.models import Guarantee
from approvals.guarantees.refusals import GuaranteeRefused, NotHolding, TooManyTries, WrongCode
from approvals.guarantees.verifying import FROM_ADDRESS, TRIES
from claims.invoices import refusals
from claims.invoices.matching import holding_version
from claims.invoices.models import InvoiceDocument, ProviderInvoice
from portal.attachments.custody import Custody
from portal.members.audit import record
from portal.members.limits import Limit, give_back, spend
from portal.members.models import Person, User

LASTS = timedelta(days=30)
TOKEN_BYTES = 32
# Only tries that find nothing are counted, as for estimates.
MISSES = Limit("invoices.link", 20, timedelta(minutes=10))
PERMISSION = "invoices.take_invoice"
State, Source = ProviderInvoice.State, ProviderInvoice.Source


def digest(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode()).hexdigest()


def known_invoice(token: str) -> ProviderInvoice | None:
    """The draft that is entered at this address, whether the address is still open or not."""
    known = ProviderInvoice.objects.select_related("guarantee__person__family", "guarantee__request", "keyed_by")
    return known.filter(token_digest=digest(token)).first()


def may_miss(source: str, *, now: datetime) -> bool:
    """Counts an address that leads nowhere; False when there were too many lately."""
    return spend([(MISSES, source)], now=now)


def refuse_colleague(guarantee: Guarantee, by: User) -> None:
    """Raises MayNotTake, OwnFamily."""
    if not by.has_perm(PERMISSION):
        raise refusals.MayNotTake
    if Person.objects.filter(user=by, family=guarantee.person.family_id).exists():
        raise refusals.OwnFamily


@transaction.atomic
def _begin(
    guarantee: Guarantee,
    source: ProviderInvoice.Source,
    *,
    by: User | None,
    now: datetime,
    keyed_by: User | None = None,
) -> tuple[ProviderInvoice, str]:
    """A draft with a fresh address. What a provider began and did not send is found again, at the new one."""
    token = token_urlsafe(TOKEN_BYTES)
    where: dict[str, Any] = {"token_digest": digest(token), "expires_at": now + LASTS, "changed_at": now}
    Guarantee.objects.select_for_update(of=("self",)).get(pk=guarantee.pk)
    begun = ProviderInvoice.objects.filter(state=State.DRAFT, source=source, promise=guarantee.number)
    invoice = begun.filter(keyed_by=keyed_by).order_by("-changed_at").first()
    if invoice is None:
        invoice = ProviderInvoice(source=source, promise=guarantee.number, keyed_by=keyed_by, created_at=now)
    invoice.guarantee = holding_version(guarantee)
    for name, value in where.items():
        setattr(invoice, name, value)
    invoice.save()
    record(act="providerinvoice.begun", by=by, about=invoice, now=now, source=str(source))
    invoice.token = token
    return invoice, token


def begin_with_code(*, seal: UUID, code: str, source: str, now: datetime) -> tuple[ProviderInvoice, str]:
    """Whoever holds the provider's paper enters an invoice. Tries are counted before the code is looked at.

    `source` is the address they come from. Raises GuaranteeRefused (TooManyTries, WrongCode, NotHolding).
    """
    budgets = [(TRIES, str(seal)), (FROM_ADDRESS, source)]
    if not spend(budgets, now=now):
        raise TooManyTries
    try:
        guarantee = Guarantee.objects.filter(seal=seal, issued_at__isnull=False).first()
        if guarantee is None:
            raise NotHolding
        typed = code.upper().replace(" ", "").replace("-", "")
        if not compare_digest(typed.encode(), guarantee.code.encode()):
            raise WrongCode
    except WrongCode:
        raise
    except GuaranteeRefused:
        give_back(budgets)
        raise
    give_back(budgets)
    return _begin(guarantee, Source.LINK, by=None, now=now)


def begin_by_link(*, guarantee: Guarantee, by: User | None, now: datetime) -> tuple[ProviderInvoice, str]:
    """For a link that is mailed: the draft and its token, told once. In the caller's transaction."""
    return _begin(guarantee, Source.LINK, by=by, now=now)


def begin_at_desk(*, guarantee: Guarantee, by: User, now: datetime) -> tuple[ProviderInvoice, str]:
    """For an invoice on paper or by e-mail: keyed in on the provider's own pages. Raises MayNotTake, OwnFamily."""
    refuse_colleague(guarantee, by)
    return _begin(guarantee, Source.DESK, by=by, now=now, keyed_by=by)


def said_of(invoice: ProviderInvoice) -> Said:
    """What stands in the draft."""
    kept: Any = invoice.said or {}
    return Said(kept.get("head", {}), kept.get("lines", []))


def open_draft(invoice_id: UUID, *, now: datetime) -> ProviderInvoice:
    """The draft, locked for the transaction. Raises AddressGone."""
    drafts = ProviderInvoice.objects.select_for_update(of=("self",)).select_related("guarantee__person__family")
    invoice = drafts.filter(pk=invoice_id).first()
    if invoice is None or not invoice.is_live(now=now):
        raise refusals.AddressGone
    return invoice


@transaction.atomic
def write_draft(*, invoice_id: UUID, said: Said, now: datetime) -> ProviderInvoice:
    """Keep what was typed, cut to what a form of ours takes. Raises AddressGone."""
    invoice = open_draft(invoice_id, now=now)
    kept: Any = {"head": _cut(said.head), "lines": [_cut(line) for line in said.lines[:MOST_LINES]]}
    if invoice.said != kept:
        invoice.said, invoice.changed_at = kept, now
        invoice.save(update_fields=["said", "changed_at"])
    return invoice


def _cut(typed: Any) -> dict[str, str]:
    return {name: str(value)[:LONGEST] for name, value in typed.items() if value not in (None, "")}


def _is_open(invoice: ProviderInvoice) -> None:
    if invoice.is_received:
        raise refusals.AddressGone


def _written(act: str, document: InvoiceDocument, by: User | None, now: datetime) -> None:
    ProviderInvoice.objects.filter(pk=document.invoice_id).update(changed_at=now)
    record(act=f"invoicedocument.{act}", by=by, about=document, now=now)


DOCUMENTS = Custody(
    model=InvoiceDocument,
    parent="invoice",
    may_add=_is_open,
    may_remove=_is_open,
    too_many=refusals.TooManyDocuments,
    added=lambda document, by, now: _written("added", document, by, now),
    removed=lambda document, by, now: _written("removed", document, by, now),
)
