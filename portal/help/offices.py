"""The administrator's offices: whom to call, write to and visit, by the country somebody lives in.

They are a file of the administrator's (`OFFICES_FILE`), read once; nothing here is stored and nothing is asked of the
database. `help/parts/phone.html` draws a number one can tap, `help/parts/office.html` a whole office.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from django.conf import settings
from django.utils.translation import get_language

from portal.benefits.countries import COUNTRIES
from portal.benefits.strict import Node, documents

PHONE = re.compile(r"\+[1-9][0-9 ]{5,21}")
# A toll-free number is dialled inside its country only, and need not have an international form.
DIALLED = re.compile(r"\+?[0-9][0-9 *#-]{2,21}")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY = re.compile(r"(\d{4}-)?\d{2}-\d{2}")


class OfficesError(ValueError):
    """A file of offices that cannot be used; says which key, and what is wrong."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"offices: {key} {problem}".rstrip())


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as people read it: `+32 3 217 65 72`."""

    shown: str

    @property
    def digits(self) -> str:
        """As it is dialled: `+3232176572`, E.164 where it starts with a plus."""
        return re.sub(r"[^0-9+*#]", "", self.shown)

    @property
    def link(self) -> str:
        """`tel:+3232176572`."""
        return f"tel:{self.digits.replace('#', '%23')}"


@dataclass(frozen=True, slots=True)
class Office:
    """An office. `country` is where it stands, `countries` are those that it serves (ISO alpha-2).

    `weekend` are weekdays from 0 for Monday; `holidays` are days of every year (`12-25`) or of one (`2026-04-06`).
    """

    key: str
    regions: Mapping[str, str]
    country: str
    city: str
    phone: Phone
    post: tuple[str, ...]
    visit: tuple[str, ...]
    email: str
    fax: Phone | None
    countries: frozenset[str]
    zone: ZoneInfo
    weekend: frozenset[int]
    holidays: frozenset[str]

    def works_on(self, day: date) -> bool:
        """Whether somebody answers messages there on that day of its own calendar."""
        free = {day.isoformat(), day.isoformat()[5:]} & self.holidays
        return day.weekday() not in self.weekend and not free

    @property
    def region(self) -> str:
        """What the region is called in the active language, else in English."""
        return self.regions.get(get_language() or "en", self.regions["en"])


@dataclass(frozen=True, slots=True)
class Offices:
    """All offices, the first one for whoever has no country, and the numbers free of charge by country."""

    all: tuple[Office, ...]
    by_country: Mapping[str, Office]
    toll_free: Mapping[str, Phone]


def office_of(country: str) -> Office:
    """The office that serves a country (ISO alpha-2); the first office for what is no country."""
    known = offices()
    return known.by_country.get(country, known.all[0])


def toll_free(country: str) -> Phone | None:
    """The number that is free of charge from that country; None when there is none."""
    return offices().toll_free.get(country)


def main_line() -> Phone:
    """The administrator's own number, for whoever cannot sign in."""
    return Phone(settings.ADMINISTRATOR["phone"])


def offices() -> Offices:
    """All offices of the administrator. Raises OfficesError."""
    return read_offices(Path(settings.OFFICES_FILE), settings.ADMINISTRATOR["email"])


@lru_cache(maxsize=4)
def read_offices(path: Path, email: str = "") -> Offices:
    """Read and check a file of offices; `email` is that of offices which name none. Raises OfficesError."""
    try:
        loaded = list(documents(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise OfficesError(path.name, f"cannot be read: {error}") from error
    top = Node(loaded[0] if len(loaded) == 1 else None, "", OfficesError)
    node = top.node("offices")
    found = tuple(_office(node.node(key), key, email) for key in node)
    if not found:
        raise OfficesError("offices", "must hold at least one")
    free = top.optional("toll_free")
    numbers = {_country(country, free): Phone(_matching(free, country, DIALLED)) for country in free}
    top.done()
    return Offices(found, _by_country(found), numbers)


def _by_country(found: tuple[Office, ...]) -> Mapping[str, Office]:
    served: dict[str, Office] = {}
    for office in found:
        for country in office.countries:
            if country in served:
                raise OfficesError(f"offices.{office.key}.countries", f"{country} has the office {served[country].key}")
            served[country] = office
    if missing := COUNTRIES - set(served):
        raise OfficesError("offices", f"serve nobody in {', '.join(sorted(missing))}")
    return served


def _office(node: Node, key: str, email: str) -> Office:
    regions = node.node("region")
    names = {language: regions.text(language) for language in regions}
    if "en" not in names:
        raise regions.wrong("en", "is missing")
    countries = [_country(country, node) for country in node.text("countries").split()]
    read = Office(
        key=key,
        regions=names,
        country=_country(node.text("country"), node),
        city=node.text("city"),
        phone=Phone(_matching(node, "phone", PHONE)),
        post=node.texts("post"),
        visit=node.texts("visit"),
        email=node.text("email") if "email" in node else email,
        fax=Phone(_matching(node, "fax", PHONE)) if "fax" in node else None,
        countries=frozenset(countries),
        zone=_zone(node),
        weekend=_weekend(node),
        holidays=_holidays(node),
    )
    if not read.post:
        raise node.wrong("post", "must be a list with at least one line")
    node.done()
    return read


def _zone(node: Node) -> ZoneInfo:
    try:
        return ZoneInfo(node.text("zone") if "zone" in node else "UTC")
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise node.wrong("zone", "must be a time zone such as Africa/Nairobi") from None


def _weekend(node: Node) -> frozenset[int]:
    names = node.texts("weekend") if "weekend" in node else ("sat", "sun")
    if not set(names) < set(WEEKDAYS):
        raise node.wrong("weekend", f"must name some of {', '.join(WEEKDAYS)}")
    return frozenset(WEEKDAYS.index(name) for name in names)


def _holidays(node: Node) -> frozenset[str]:
    days = node.texts("holidays") if "holidays" in node else ()
    for day in days:
        try:
            # 2024 had a 29 February.
            date.fromisoformat(day if len(day) > 5 else f"2024-{day}")
        except ValueError:
            raise node.wrong("holidays", f"{day} is no day such as 12-25 or 2026-04-06") from None
        if not HOLIDAY.fullmatch(day):
            raise node.wrong("holidays", f"{day} is no day such as 12-25 or 2026-04-06")
    return frozenset(days)


def _country(code: str, node: Node) -> str:
    if code not in COUNTRIES:
        raise node.wrong(code, "is no country")
    return code


def _matching(node: Node, key: str, pattern: re.Pattern[str]) -> str:
    value = node.text(key)
    if not pattern.fullmatch(value):
        raise node.wrong(key, "must be a phone number such as +32 3 217 65 72")
    return value
