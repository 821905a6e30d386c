"""How near a person is to the overall maximum, and what lies above it. Reads; the engine computes every limit."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import ExtractYear

from claims.models import Adjustment, Claim
from portal.benefits.ceilings import overall_maximum
from portal.benefits.facts import FactsMissing, FamilyFacts
from portal.benefits.money import ZERO, rounded
from portal.benefits.plans import load_plan
from portal.benefits.reasons import Reason
from portal.benefits.stop_loss import YearDecision, stop_loss
from portal.entitlements.facts import read_family
from portal.entitlements.figures import maximum_raises, reference_salaries
from portal.entitlements.memory import years_of
from portal.entitlements.models import UsageRecord
from portal.members.models import Family, Person


@dataclass(frozen=True)
class PersonMaximum:
    """What a person was reimbursed in a year, and the most it can be. Amounts in the family's currency."""

    person: Person
    year: int
    reimbursed: Decimal
    maximum: Decimal

    def is_over(self, percent: int) -> bool:
        """Whether so many percent of the maximum are reached."""
        return self.reimbursed * 100 >= self.maximum * percent


def maximums(years: Collection[int]) -> Iterator[PersonMaximum]:
    """Everybody who used something in these years; who lacks a reference salary is left out. Four queries for all."""
    used = UsageRecord.objects.settled().filter(service_on__year__in=years).order_by()
    sums = used.values_list("person", ExtractYear("service_on")).annotate(paid=Sum("reimbursed"))
    paid = {(person, year): total for person, year, total in sums if total > 0}
    people = Person.objects.select_related("family").in_bulk({person for person, _year in paid})
    families = {person.family_id: person.family for person in people.values()}
    salaries = reference_salaries({family.duty_station for family in families.values()}, years)
    raises = maximum_raises(list(families.values()), years)
    for (key, year), total in paid.items():
        person = people[key]
        facts = FamilyFacts(
            currency=person.family.currency,
            duty_station=person.family.duty_station,
            people={},
            reference_salary=salaries.get((person.family.duty_station, person.family.currency), {}),
            above_maximum={str(one): by_year for one, by_year in raises.items()},
        )
        try:
            most = overall_maximum(facts, year, load_plan(person.family.plan), str(key))
        except FactsMissing:
            continue
        yield PersonMaximum(person, year, rounded(total, person.family.currency), most)


def family_s_year(family: Family, year: int) -> YearDecision | None:
    """The family's own part and its stop-loss limit, as the engine decides; None while a figure is not loaded."""
    entries = years_of(family).get(year, [])
    facts = read_family(family, {date(year, 12, 31)}).facts(date(year, 12, 31))
    try:
        return stop_loss(facts, year, entries, load_plan(family.plan))
    except FactsMissing:
        return None


def _cut(person: Person, year: int) -> dict[str, object]:
    return {
        "reason": Reason.OVERALL_MAXIMUM.value,
        "line__settlement__superseded_at__isnull": True,
        "line__settlement__claim__patient": person,
        "line__line__service_on__year": year,
    }


def beyond_maximum(person: Person, year: int) -> Decimal:
    """What the overall maximum cut from what was settled, in the family's currency."""
    total = Adjustment.objects.filter(**_cut(person, year)).aggregate(total=Sum("amount"))["total"]
    return rounded(total, person.family.currency) if total else ZERO


def claims_cut(person: Person, year: int) -> list[Claim]:
    """The settled claims it cut, in the order in which they were sent."""
    cut = Adjustment.objects.filter(**_cut(person, year)).values("line__settlement__claim")
    return list(Claim.objects.filter(pk__in=cut).order_by("submitted_at", "number"))
