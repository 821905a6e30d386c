"""Facts for tests in one line each: Ana's family in Nairobi, paid in dollars."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from portal.benefits.decision import LineDecision
from portal.benefits.engine import adjudicate
from portal.benefits.facts import FamilyFacts, LineFacts, PersonFacts, Rates, Sex
from portal.benefits.plans import load_plan
from portal.benefits.terms import Plan
from portal.benefits.usage import Usage

CASES = Path(__file__).parent / "cases"
PLAN = load_plan("un-mip-2018-07")
ANA = PersonFacts(date(1980, 5, 4), Sex.FEMALE, date(2015, 1, 1))
BEN = PersonFacts(date(1978, 9, 12), Sex.MALE, date(2015, 1, 1), relation="spouse")
YEARS = range(2015, 2031)


def family(**changes: Any) -> FamilyFacts:
    """The family, with changes."""
    facts: dict[str, Any] = {
        "currency": "USD",
        "duty_station": "KE",
        "people": {"ana": ANA, "ben": BEN},
        "reference_salary": dict.fromkeys(YEARS, Decimal(1000)),
        "rates": Rates({(2018, 3): {"KES": Decimal(100), "EUR": Decimal("0.8125")}}),
        "stop_loss_base": dict.fromkeys(YEARS, Decimal(1000)),
    }
    return FamilyFacts(**(facts | changes))


def line(benefit: str = "gp_consultation", charged: str = "100.00", **changes: Any) -> LineFacts:
    """A line of Ana of 15 March 2018, received in time."""
    on = changes.pop("on", date(2018, 3, 15))
    facts: dict[str, Any] = {
        "person": "ana",
        "benefit": benefit,
        "on": on,
        "received": on + timedelta(10),
        "charged": Decimal(charged),
        "currency": "USD",
        "country": "KE",
    }
    return LineFacts(**(facts | changes))


def settle(lines: Iterable[LineFacts], whose: FamilyFacts | None = None, plan: Plan = PLAN) -> list[LineDecision]:
    """Lines decided one after the other."""
    used, decided = Usage(), []
    for each in lines:
        decided.append(adjudicate(each, whose or family(), used, plan))
        used.add(decided[-1].usage)
    return decided
