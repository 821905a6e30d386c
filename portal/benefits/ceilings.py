"""Ceilings on what is reimbursed, in the currency of the family: per unit, per period, and the overall maximum."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from portal.benefits.counts import track_key
from portal.benefits.days import MONTHS_IN_YEAR
from portal.benefits.decision import Ceiling
from portal.benefits.facts import FactsMissing, FamilyFacts, LineFacts
from portal.benefits.money import ZERO, converted, nothing, rounded
from portal.benefits.reasons import ITEM_CEILING, OVERALL_MAXIMUM, Reason
from portal.benefits.terms import Allowance, Period, Plan, PlanAmount, Terms
from portal.benefits.usage import Usage

OVERALL = "overall"


def reference_salary(family: FamilyFacts, year: int, plan: Plan) -> Decimal:
    """One month of Reference Salary of a year. Raises FactsMissing."""
    try:
        figure = family.reference_salary[year]
    except KeyError:
        raise FactsMissing("reference_salary_missing", year=year) from None
    return figure if plan.salaries_are_monthly else figure / MONTHS_IN_YEAR


def plan_amount(amount: PlanAmount, line: LineFacts, family: FamilyFacts, plan: Plan) -> Decimal:
    """An amount of the plan in the family's currency, with the rates of the month of the line. Raises FactsMissing."""
    if amount.currency is None:
        salary = reference_salary(family, line.on.year, plan)
        return rounded(salary * amount.value, family.currency)
    ours = family.currency
    exchange = None if amount.currency == ours else family.rates.pair(amount.currency, ours, line.on)
    return converted(amount.value, exchange, ours)


def overall_maximum(family: FamilyFacts, year: int, plan: Plan, person: str) -> Decimal:
    """The most a person is reimbursed in a year, raised where a joint decision in hardship did. Raises FactsMissing."""
    salary = reference_salary(family, year, plan)
    maximum = rounded(salary * plan.rules.overall_maximum.value, family.currency)
    raised = family.above_maximum.get(person)
    return maximum + raised.get(year, ZERO) if raised else maximum


def _left(allowance: Allowance, limit: Decimal, line: LineFacts, used: Usage) -> Decimal:
    track = used.track(line.person, track_key(allowance, line))
    match allowance.period:
        case Period.WINDOW:
            return track.reach(line.on, allowance.months).amount_left(limit)
        case Period.CALENDAR_YEAR:
            return max(limit - track.amount_in(line.on.year), ZERO)
        case _:
            return max(limit - track.amount, ZERO)


def row_ceilings(
    line: LineFacts, family: FamilyFacts, terms: Terms, takes: Mapping[str, int], used: Usage, plan: Plan
) -> Iterator[tuple[Reason, str, Decimal]]:
    """Reason, key and amount left of each ceiling of a row: per unit first, then per period. Raises FactsMissing."""
    per_unit, limited = ZERO, False
    for use in terms.uses:
        if use.allowance.unit_amount is not None:
            unit = plan_amount(use.allowance.unit_amount, line, family, plan)
            per_unit += unit * takes.get(track_key(use.allowance, line), 0)
            limited = True
    if limited:
        yield ITEM_CEILING, terms.code, per_unit
    for use in terms.uses:
        allowance = use.allowance
        if allowance.amount is not None:
            limit = plan_amount(allowance.amount, line, family, plan)
            yield allowance.amount_reason, allowance.key, _left(allowance, limit, line, used)


def apply_ceilings(
    amount: Decimal,
    line: LineFacts,
    family: FamilyFacts,
    terms: Terms,
    takes: Mapping[str, int],
    used: Usage,
    plan: Plan,
    met: list[Ceiling],
) -> Decimal:
    """What ceilings leave of a reimbursement (step 7). Raises FactsMissing.

    Notes in `met` every ceiling of the row, whether it cuts or not, and the overall maximum when it cuts.
    """
    if terms.uses:
        for reason, key, left in row_ceilings(line, family, terms, takes, used, plan):
            met.append(Ceiling(reason, key, left, amount, terms.section))
            amount = min(amount, left)
    year = line.on.year
    left = overall_maximum(family, year, plan, line.person) - used.paid(line.person, year)
    if left < amount:
        left = max(left, nothing(family.currency))
        met.append(Ceiling(OVERALL_MAXIMUM, OVERALL, left, amount, plan.rules.overall_clause))
        return left
    return amount
