"""A family as the engine sees it: read once, in a constant number of queries, told for any day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Protocol, TypeVar
from uuid import UUID

from portal.benefits.facts import FamilyFacts, PersonFacts, Rates, Sex, Status
from portal.benefits.money import rounded
from portal.entitlements.figures import Raises, exchange_rates, maximum_raises, reference_salaries
from portal.members.models import Enrolment, Family, Person, SalaryFigure


class Dated(Protocol):
    """Something that holds from a day until another, both included; no end means it still holds."""

    @property
    def from_on(self) -> date: ...

    @property
    def until_on(self) -> date | None: ...


Span = TypeVar("Span", bound=Dated)


def in_force(spans: Iterable[Span], on: date) -> Span | None:
    """The first of `spans` that holds on the day."""
    return next((one for one in spans if one.from_on <= on and (one.until_on is None or on <= one.until_on)), None)


def person_facts(person: Person, spans: Sequence[Enrolment], on: date) -> PersonFacts | None:
    """A person as insured on a day: by the enrolment in force, else the last before, else the first to come.

    `spans` are her enrolments, the oldest first.
    """
    if not spans:
        return None
    before = [span for span in spans if span.from_on <= on]
    span = in_force(spans, on) or (before[-1] if before else spans[0])
    return PersonFacts(
        born=person.born_on,
        sex=Sex(person.sex),
        enrolled=span.from_on,
        until=span.until_on,
        smoker=person.smoker,
        relation=person.relation,
    )


@dataclass(frozen=True)
class FamilyReader:
    """What the engine needs of a family, read for some days. `facts` tells it for each of them.

    `spans` are the enrolments of `people`, the oldest first; `bases` may be left out where no stop-loss is asked.
    """

    family: Family
    years: frozenset[int]
    people: list[Person]
    rates: Rates
    salaries: Mapping[int, Decimal]
    spans: Mapping[UUID, Sequence[Enrolment]]
    bases: Sequence[SalaryFigure] = ()
    raises: Raises = field(default_factory=dict)
    _told: dict[tuple[PersonFacts | None, ...], FamilyFacts] = field(default_factory=dict)

    def facts(self, on: date) -> FamilyFacts:
        """The family on a day: each person by her enrolment then. Days that say the same give the same object."""
        people = {str(person.pk): person_facts(person, self.spans.get(person.pk, ()), on) for person in self.people}
        said = tuple(people.values())
        if said not in self._told:
            self._told[said] = self._family({key: person for key, person in people.items() if person})
        return self._told[said]

    def _family(self, people: Mapping[str, PersonFacts]) -> FamilyFacts:
        return FamilyFacts(
            currency=self.family.currency,
            duty_station=self.family.duty_station,
            people=people,
            reference_salary=self.salaries,
            status=Status(self.family.status),
            rates=self.rates,
            stop_loss_base=self._stop_loss_base,
            near_eastern_border=self.family.near_eastern_border,
            located_in=self.family.located_in or None,
            above_maximum={str(person): by_year for person, by_year in self.raises.items()},
        )

    @cached_property
    def _stop_loss_base(self) -> Mapping[int, Decimal]:
        """The monthly figure of 1 January, or the year's first one: one limit per family and year (3.4)."""
        found = {}
        for year in self.years:
            first, last = date(year, 1, 1), date(year, 12, 31)
            begun = [base for base in self.bases if first <= base.from_on <= last]
            base = in_force(self.bases, first) or (begun[0] if begun else None)
            if base and base.currency == self.family.currency:
                found[year] = base.amount
        return found

    def converted(self, amount: Decimal, currency: str, into: str, on: date) -> Decimal:
        """An amount the house holds in `currency`, in another one, at the rates of the month. Raises FactsMissing."""
        return converted(amount, currency, into, on, self.rates)


def converted(amount: Decimal, currency: str, into: str, on: date, rates: Rates) -> Decimal:
    """An amount the house holds in `currency`, in another one, at the rates of the month. Raises FactsMissing."""
    if currency == into:
        return amount
    return rounded(amount * rates.of(into, on) / rates.of(currency, on), into)


def read_family(family: Family, days: Collection[date]) -> FamilyReader:
    """Read a family for the given days: people, enrolments, pay, reference salaries, rates, raises. Seven queries."""
    retired = family.status == Family.Status.RETIRED
    kind = SalaryFigure.Kind.CONTRIBUTION_BASE if retired else SalaryFigure.Kind.NET_BASE
    people = list(family.people.prefetch_related("enrolments").order_by("number"))
    salaries = reference_salaries({family.duty_station}, {day.year for day in days})
    return FamilyReader(
        family=family,
        years=frozenset(day.year for day in days),
        people=people,
        rates=Rates(exchange_rates({day.replace(day=1) for day in days})),
        salaries=salaries.get((family.duty_station, family.currency), {}),
        spans={person.pk: sorted(person.enrolments.all(), key=lambda span: span.from_on) for person in people},
        bases=list(family.salary_figures.filter(kind=kind).order_by("from_on")),
        raises=maximum_raises([family], {day.year for day in days}),
    )


def people_and_spans(families: Collection[Family]) -> Mapping[UUID, tuple[list[Person], dict[UUID, list[Enrolment]]]]:
    """The enrolled people of several families in their order, and their enrolments, by family. One query."""
    found: dict[UUID, tuple[list[Person], dict[UUID, list[Enrolment]]]] = {one.pk: ([], {}) for one in families}
    enrolments = Enrolment.objects.filter(person__family__in=families).select_related("person")
    for span in enrolments.order_by("person__family_id", "person__number", "from_on"):
        people, spans = found[span.person.family_id]
        if span.person_id not in spans:
            people.append(span.person)
        spans.setdefault(span.person_id, []).append(span)
    return found
