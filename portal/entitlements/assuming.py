"""Care to come, decided before its figures are known: those of today stand in for them, and are named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from portal.benefits.decision import LineDecision
from portal.benefits.facts import FactsMissing, FamilyFacts, Rates


def decide_assuming(
    decide: Callable[[FamilyFacts], LineDecision], family: FamilyFacts, *, on: date, today: date
) -> tuple[LineDecision, FamilyFacts, tuple[FactsMissing, ...]]:
    """What `decide` says of care on a day, the family it said it from, and what was assumed for that.

    Raises FactsMissing for what has no figure today either.
    """
    assumed = list[FactsMissing]()
    while True:
        try:
            return decide(family), family, tuple(assumed)
        except FactsMissing as missing:
            family = _assuming(family, missing, on, today)
            assumed.append(missing)


def _assuming(family: FamilyFacts, missing: FactsMissing, on: date, today: date) -> FamilyFacts:
    """The family with the figure of today for one of a day to come. Raises `missing` when there is none."""
    if on > today:
        if missing.problem == "reference_salary_missing" and today.year in family.reference_salary:
            salary = family.reference_salary[today.year]
            return replace(family, reference_salary={**family.reference_salary, on.year: salary})
        if missing.problem == "rate_missing" and missing.currency and missing.month:
            units = family.rates.of(missing.currency, today)
            return replace(family, rates=_with(family.rates, missing.month, missing.currency, units))
    raise missing


def _with(rates: Rates, month: str, currency: str, units: Decimal) -> Rates:
    known = rates.as_record()
    return Rates.from_record({**known, month: {**known.get(month, {}), currency: str(units)}})
