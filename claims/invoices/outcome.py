"""Estimate, guarantee and settlement beside each other, kind of care by kind of care, and why each moved.

Everything comes from what is stored, and is put together here alone: pages only show it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from approvals.estimates.choices import room_benefits
from approvals.estimates.models import CostEstimate, EstimateLine
from approvals.guarantees.models import Guarantee, GuaranteeLine
from claims.invoices.models import ProviderInvoice
from claims.models import Settlement, SettlementLine
from portal.benefits.money import ZERO
from portal.benefits.reasons import Reason

CEILINGS = frozenset(
    {
        Reason.ITEM_CEILING,
        Reason.PERIOD_CEILING,
        Reason.OVERALL_MAXIMUM,
        Reason.COUNT_LIMIT,
        Reason.APPROVAL_LIMIT,
    }
)


class Why(StrEnum):
    """Why what was paid is not what was foreseen."""

    PRICE = "price"
    QUANTITY = "quantity"
    ROOM = "room"
    CURRENCY = "currency"
    RATE = "rate"
    CEILING = "ceiling"
    NOT_ESTIMATED = "not_estimated"
    NOT_INVOICED = "not_invoiced"
    RULES = "rules"


@dataclass
class Priced:
    """What one kind of care cost: `amount` for all `quantity` in `currency`; `counted` is the same in the family's."""

    currency: str
    quantity: int = 0
    amount: Decimal = ZERO
    counted: Decimal = ZERO

    @property
    def each(self) -> Decimal:
        """The price of one."""
        return self.amount / self.quantity if self.quantity else ZERO

    @property
    def rate(self) -> Decimal:
        """What one unit of the bill's currency counted."""
        return self.counted / self.amount if self.amount else ZERO


@dataclass
class Row:
    """One kind of care. Shares are in the family's currency; None where there was no such line."""

    benefit: str
    estimated: Priced | None = None
    planned: Priced | None = None
    guaranteed: Decimal | None = None
    promised_part: Decimal | None = None
    invoiced: Priced | None = None
    paid: Decimal | None = None
    patient_part: Decimal | None = None
    why: Sequence[Why] = ()
    ceilings: list[Decimal] = field(default_factory=lambda: [ZERO, ZERO])  # cuts foreseen, and made

    @property
    def difference(self) -> Decimal:
        """What more was paid than guaranteed."""
        return (self.paid or ZERO) - (self.guaranteed or ZERO)


@dataclass(frozen=True)
class Outcome:
    """All of it, with sums in `currency`, the family's. `settlements` are those in force."""

    guarantee: Guarantee
    currency: str
    rows: Sequence[Row]
    settlements: Sequence[Settlement]

    @property
    def guaranteed(self) -> Decimal:
        return sum((row.guaranteed or ZERO for row in self.rows), ZERO)

    @property
    def promised_part(self) -> Decimal:
        return sum((row.promised_part or ZERO for row in self.rows), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((row.paid or ZERO for row in self.rows), ZERO)

    @property
    def patient_part(self) -> Decimal:
        return sum((row.patient_part or ZERO for row in self.rows), ZERO)

    @property
    def moved(self) -> bool:
        """Whether anything came otherwise than foreseen."""
        return any(row.why for row in self.rows)


def outcome_of(guarantee: Guarantee) -> Outcome | None:
    """None while no invoice against it is settled. Seven queries, however many lines."""
    claims = ProviderInvoice.objects.counting().against(guarantee.number).values("claim")
    live = Settlement.objects.live().filter(claim__in=claims).select_related("claim").order_by("settled_at")
    settlements = list(live.prefetch_related("lines__adjustments"))
    if not settlements:
        return None
    lines = [(one, line) for one in settlements for line in one.lines.all()]
    rows = beside(_estimate(guarantee), list(guarantee.lines.all()), lines)
    rooms = set(room_benefits(guarantee.request).values())
    is_other_room = _rooms(rooms, rows, "planned") != _rooms(rooms, rows, "invoiced")
    for row in rows.values():
        row.why = reasons(row, guarantee.currency, is_other_room=is_other_room and row.benefit in rooms)
    return Outcome(guarantee, guarantee.currency, list(rows.values()), settlements)


def _estimate(guarantee: Guarantee) -> list[EstimateLine]:
    """The lines of the last estimate that was there when it was decided."""
    known = CostEstimate.objects.received().filter(request=guarantee.request_id, received_at__lte=guarantee.decided_at)
    last = known.order_by("-received_at").first()
    return list(last.lines.select_related("estimate")) if last else []


def beside(
    estimate: Iterable[EstimateLine],
    guarantee: Iterable[GuaranteeLine],
    settled: Iterable[tuple[Settlement, SettlementLine]],
) -> dict[str, Row]:
    """Rows by kind of care, in the order of the guarantee, then what came besides. Adds up, and rounds nothing."""
    rows: dict[str, Row] = {}
    for promised in guarantee:
        row = rows.setdefault(promised.benefit, Row(promised.benefit))
        row.planned = _add(row.planned, promised.currency, promised.quantity, promised.charged, promised.counted)
        row.guaranteed = (row.guaranteed or ZERO) + promised.guaranteed
        row.promised_part = (row.promised_part or ZERO) + promised.patient_part
        row.ceilings[0] += _cuts((Reason(cut[0]), Decimal(cut[1])) for cut in promised.adjustments)
    for said in estimate:
        row = rows.setdefault(said.benefit, Row(said.benefit))
        row.estimated = _add(row.estimated, said.estimate.currency, said.quantity, said.amount, ZERO)
    for settlement, line in settled:
        _settle(rows, settlement.printed["lines"][str(line.line_id)], line)
    for row in rows.values():
        row.estimated = row.estimated or row.planned
    return rows


def _settle(rows: dict[str, Row], bill: Mapping[str, str], line: SettlementLine) -> None:
    row = rows.setdefault(bill["benefit"], Row(bill["benefit"]))
    row.invoiced = _add(row.invoiced, bill["currency"], int(bill["quantity"]), Decimal(bill["charged"]), line.charged)
    row.paid = (row.paid or ZERO) + line.reimbursed
    row.patient_part = (row.patient_part or ZERO) + line.member_share
    row.ceilings[1] += _cuts((Reason(cut.reason), cut.amount) for cut in line.adjustments.all())


def _add(to: Priced | None, currency: str, quantity: int, amount: Decimal, counted: Decimal) -> Priced:
    """Amounts of two currencies are told by the first: the second shows in what they count."""
    known = to or Priced(currency)
    known.quantity += quantity
    known.amount += amount if known.currency == currency else ZERO
    known.counted += counted
    return known


def _cuts(cuts: Iterable[tuple[Reason, Decimal]]) -> Decimal:
    return sum((amount for reason, amount in cuts if reason in CEILINGS), ZERO)


def _rooms(rooms: set[str], rows: Mapping[str, Row], side: str) -> set[str]:
    return {benefit for benefit, row in rows.items() if benefit in rooms and getattr(row, side)}


def reasons(row: Row, currency: str, *, is_other_room: bool = False) -> list[Why]:
    """Why a row moved, the plainest first; empty when it came as foreseen. `currency` is the family's."""
    before, after = row.planned, row.invoiced
    if is_other_room:
        return [Why.ROOM]
    if before is None or after is None:
        return [Why.NOT_ESTIMATED] if before is None else [Why.NOT_INVOICED]
    found = []
    if before.currency != after.currency:
        found.append(Why.CURRENCY)
    else:
        if before.quantity != after.quantity:
            found.append(Why.QUANTITY)
        if before.amount * after.quantity != after.amount * before.quantity:
            found.append(Why.PRICE)
        # Rounded amounts of one rate differ by their last digit; months differ by more.
        apart = abs(before.rate - after.rate) * max(before.amount, after.amount)
        if after.currency != currency and apart > Decimal("0.01"):
            found.append(Why.RATE)
    if row.ceilings[0] != row.ceilings[1]:
        found.append(Why.CEILING)
    is_same = (row.guaranteed, row.promised_part) == (row.paid, row.patient_part)
    return found or ([] if is_same else [Why.RULES])
