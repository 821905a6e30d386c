"""What a guarantee reserved is free for the claim of its own invoice, and taken back when that claim is settled."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from approvals.guarantees.ending import locked, use_guarantee
from approvals.guarantees.models import Guarantee, GuaranteeLine
from approvals.guarantees.planned import Planned, PlannedLine, split_of
from approvals.requests import today_of
from claims.invoices.matching import paid_before
from claims.invoices.models import InvoiceLine, ProviderInvoice
from claims.promised import Keeper, keeps
from portal.benefits.money import ZERO
from portal.entitlements.reservations import release, reserve
from portal.members.models import User


def keep_promises() -> None:
    """Called once, when the application is ready."""
    keeps(Keeper(held=held, free=free, settled=settled))


def _invoice(claim_id: UUID) -> ProviderInvoice | None:
    return ProviderInvoice.objects.filter(claim=claim_id).first()


def _holding(invoice: ProviderInvoice) -> UUID | None:
    """The version that holds now, which may be newer than the one the invoice came with."""
    return Guarantee.objects.issued().filter(number=invoice.promise).values_list("pk", flat=True).first()


def held(claim_id: UUID) -> list[UUID]:
    """The guarantee of the claim's invoice, if it holds."""
    invoice = _invoice(claim_id)
    holding = _holding(invoice) if invoice else None
    return [holding] if holding else []


def free(claim_id: UUID, *, by: User | None, now: datetime) -> None:
    """Take back all that is reserved, before the ledger is read for the settlement."""
    for key in held(claim_id):
        guarantee = locked(key)
        release(family=guarantee.person.family, guarantee=guarantee.pk, now=now)


def settled(claim_id: UUID, *, by: User | None, now: datetime) -> None:
    """The last invoice uses the guarantee; after another one the rest stays reserved until it expires."""
    invoice = _invoice(claim_id)
    for key in held(claim_id) if invoice else ():
        guarantee = locked(key)
        open_ones = ProviderInvoice.objects.counting().against(guarantee.number)
        rest = [] if open_ones.filter(is_last=True).exists() else remaining(guarantee)
        if not rest or not _reserved(guarantee, rest, now):
            use_guarantee(guarantee_id=guarantee.pk, by=by, now=now)


def _reserved(guarantee: Guarantee, rest: list[PlannedLine], now: datetime) -> bool:
    """Reserve what the rest of the care would be paid, never more than is left of the promise."""
    planned = Planned(guarantee.person, tuple(rest), guarantee.provider, is_emergency=guarantee.is_emergency)
    split = split_of(planned, today=today_of(guarantee.person, now))
    left, entries = guarantee.guaranteed - paid_before(guarantee.number), []
    for line, entry in split.used:
        if entry.reimbursed and entry.reimbursed <= left:
            entries.append((line, entry))
            left -= entry.reimbursed
    reserve(family=guarantee.person.family, guarantee=guarantee.pk, entries=entries, now=now)
    return bool(entries)


def remaining(guarantee: Guarantee) -> list[PlannedLine]:
    """The lines of a guarantee less what was invoiced of the same care; of care in another currency nothing is left."""
    known = InvoiceLine.objects.filter(invoice__in=ProviderInvoice.objects.counting().against(guarantee.number))
    billed: dict[tuple[str, str], tuple[Decimal, int]] = {}
    for one in known.select_related("invoice"):
        amount, many = billed.get((one.benefit, one.invoice.currency), (ZERO, 0))
        billed[one.benefit, one.invoice.currency] = amount + one.amount, many + one.quantity
    rest = []
    for line in guarantee.lines.all():
        others = any(benefit == line.benefit and currency != line.currency for benefit, currency in billed)
        amount, many = billed.pop((line.benefit, line.currency), (ZERO, 0))
        spare = min(amount, line.charged)
        if amount > spare:
            billed[line.benefit, line.currency] = amount - spare, max(many - line.quantity, 0)
        if not others and line.charged > spare:
            rest.append(_planned(line, line.charged - spare, max(line.quantity - many, 1)))
    return rest


def _planned(line: GuaranteeLine, charged: Decimal, quantity: int) -> PlannedLine:
    return PlannedLine(
        benefit=line.benefit,
        quantity=quantity,
        charged=charged,
        currency=line.currency,
        country=line.country,
        from_on=line.from_on,
        **line.told,
    )
