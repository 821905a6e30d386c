"""The disputed settlement and what replaced it, line beside line, and what remains in dispute. Reads stored rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from claims.appeals.models import Appeal
from claims.comparing import Compared, compared
from claims.models import Settlement, SettlementLine
from claims.waterfall import steps_of
from portal.benefits.facts import PIVOT, FactsMissing, Rates
from portal.benefits.money import ZERO, converted
from portal.entitlements.figures import in_dollars
from portal.look.waterfall import Step


@dataclass(frozen=True)
class Beside:
    """One line, then and now; `new` is None while nothing replaced it. Amounts in the settlement's currency."""

    old: SettlementLine
    new: SettlementLine | None
    benefit: str
    service_on: date
    old_steps: list[Step]
    new_steps: list[Step]

    @property
    def gain(self) -> Decimal:
        """What the plan pays more."""
        return self.new.reimbursed - self.old.reimbursed if self.new else ZERO


def _lines(settlement: Settlement) -> dict[Any, SettlementLine]:
    lines = settlement.lines.select_related("line", "settlement__decision").prefetch_related("adjustments")
    return {one.line_id: one for one in lines}


def replacement(appeal: Appeal) -> Settlement | None:
    """The settlement that the appeal, or the expert after it, led to."""
    review = getattr(appeal, "review", None)
    decision = review.decision if review and review.decision else appeal.decision
    return decision.settlement if decision else None


def side_by_side(appeal: Appeal, new: Settlement | None) -> list[Beside]:
    """The lines in dispute: the one appealed, or all."""
    old, now = _lines(appeal.settlement), _lines(new) if new else {}
    shown = [one for one in old.values() if appeal.line_id in (None, one.pk)]
    found = []
    for one in shown:
        facts, other = appeal.settlement.printed["lines"][str(one.line_id)], now.get(one.line_id)
        service_on = date.fromisoformat(facts["service_on"])
        after = steps_of(other) if other else []
        found.append(Beside(one, other, facts["benefit"], service_on, steps_of(one), after))
    return found


def compared_lines(appeal: Appeal, new: Settlement) -> list[Compared]:
    """Step beside step, then and now: of the line appealed, or of all."""
    whole = Settlement.objects.select_related("decision").prefetch_related("lines__adjustments", "lines__line")
    found = compared(whole.get(pk=appeal.settlement_id), whole.get(pk=new.pk))
    position = appeal.line.line.position if appeal.line else None
    return [one for one in found if position in (None, one.position)]


def remaining(appeal: Appeal) -> Decimal:
    """What is still in dispute, in the settlement's currency: what was disputed, less what the appeal brought."""
    return sum((amount for _line, amount in _remaining(appeal)), ZERO)


def remaining_in_dollars(appeal: Appeal) -> Decimal | None:
    """The same in USD at the settlement's own rates; None when no rate was ever known."""
    settlement = appeal.settlement
    if settlement.currency == PIVOT:
        return remaining(appeal)
    total = ZERO
    for line, amount in _remaining(appeal):
        dollars = _dollars(settlement, line, amount)
        if dollars is None:
            return None
        total += dollars
    return total


def _remaining(appeal: Appeal) -> Iterable[tuple[SettlementLine, Decimal]]:
    cut = appeal.adjustment
    for one in side_by_side(appeal, appeal.decision.settlement if appeal.decision else None):
        yield one.old, max((cut.amount if cut else one.old.member_share) - one.gain, ZERO)


def _dollars(settlement: Settlement, line: SettlementLine, amount: Decimal) -> Decimal | None:
    month = date.fromisoformat(f"{settlement.printed['lines'][str(line.line_id)]['rate_month']}-01")
    for family in settlement.decision.facts["families"]:
        try:
            return converted(amount, Rates.from_record(family["rates"]).pair(settlement.currency, PIVOT, month), PIVOT)
        except FactsMissing:
            continue
    return in_dollars(amount, settlement.currency, month)  # nothing had to be converted then
