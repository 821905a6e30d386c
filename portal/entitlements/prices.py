"""Whose prices count for somebody's care in a country, and what is accepted there: asked of the engine's own rules."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.benefits.facts import FactsMissing, FamilyFacts, LineFacts
from portal.benefits.money import ZERO, rounded
from portal.benefits.place import PlaceRule, price_place
from portal.benefits.plans import load_plan
from portal.entitlements.estimate_texts import place_sentence
from portal.entitlements.facts import FamilyReader, read_family
from portal.entitlements.figures import price_levels
from portal.entitlements.levels import accepted_levels
from portal.entitlements.places import prices_clause, prices_place
from portal.entitlements.steps import country_name
from portal.members.models import Person


@dataclass(frozen=True)
class Place:
    """The country whose prices count, in words, by which clause, and where the rule is explained."""

    country: str
    sentences: list[str]
    clause: str
    url: str


class Prices:
    """What is known about one person's prices on a day. Read once, in a constant number of queries."""

    def __init__(self, person: Person, *, on: date) -> None:
        self.person, self.on = person, on
        self.plan = load_plan(person.family.plan)
        self.reader: FamilyReader = read_family(person.family, {on})
        self.family: FamilyFacts = self.reader.facts(on)

    def place(self, country: str) -> Place:
        """For care in the country without an emergency, an evacuation or an approval: those are facts of a bill."""
        line = self._line(country)
        counts, rule = price_place(line, self.family, self.plan)
        other = price_place(replace(line, area_condition_met=True), self.family, self.plan)
        station = self.family.duty_station
        told = [place_sentence(counts, rule, duty_station=station, care=country)]
        if other[0] != counts:
            words = _("Under a condition of your regional area of care those of %(country)s count.")
            told.append(words % {"country": country_name(other[0])})
        if rule is PlaceRule.BY_CHOICE:
            told.append(_("In an emergency on official duty, and after an approved evacuation, other prices count."))
        return Place(counts, told, prices_clause(rule, self.plan), prices_place())

    def accepted(self, wanted: Collection[tuple[str, str, str]]) -> dict[tuple[str, str, str], Decimal]:
        """The accepted level of one unit by (benefit, country of care, currency), as it counts for the person.

        In the currency; without those that are not known. One query.
        """
        countries = {care: price_place(self._line(care), self.family, self.plan)[0] for _benefit, care, _ in wanted}
        known = price_levels({benefit for benefit, _care, _ in wanted}, set(countries.values()))
        found = {}
        for benefit, care, currency in wanted:
            country = countries[care]
            dated = {country: known.get((benefit, country), [])}
            try:
                levels = accepted_levels(dated, quantity=1, currency=currency, on=self.on, rates=self.family.rates)
            except FactsMissing:
                continue
            if country in levels:
                found[benefit, care, currency] = rounded(levels[country], currency)
        return found

    def _line(self, country: str) -> LineFacts:
        return LineFacts(
            person=str(self.person.pk),
            benefit="",
            on=self.on,
            received=self.on,
            charged=ZERO,
            currency=self.family.currency,
            country=country,
        )
