"""What one line of a file of providers says, checked cell by cell. A million lines go through here: it is kept flat."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from portal.benefits.countries import COUNTRIES
from portal.vault.tables import BadLine
from providers.codes import CARE, LANGUAGES, Kind, Wheelchair, unknown
from providers.columns import HEADER, NEEDED, PRACTITIONER
from providers.globe import cell_of, is_on_globe
from providers.listed_words import name_key, practitioner_words, provider_words
from providers.opening import read_opening
from providers.specialities import SPECIALITIES
from providers.words import split

Cells = dict[str, str]
# Columns of IncomingLine, in the order in which `read_line` gives them.
COLUMNS = (
    *("line", "reference", "works_at", "name", "kind", "organisation", "country", "city", "address", "postcode"),
    *("latitude", "longitude", "phone", "email", "website", "specialities", "languages", "opening", "wheelchair"),
    *("new_patients", "confirmed_on", "agreement_from", "agreement_until", "direct_payment", "direct_care", "discount"),
    *("accepts_price_levels", "guarantee_contact", "words", "name_key", "city_key", "cell", "outcome"),
)
_LENGTHS = {"name": 200, "organisation": 200, "city": 100, "address": 200, "postcode": 20, "phone": 40, "email": 254}
_LENGTHS |= {"website": 200, "specialities": 300, "languages": 100, "opening": 200, "guarantee_contact": 200}
_LENGTHS |= {"reference": 60, "works_at": 60}
_LIMITS = tuple(_LENGTHS.items())
_KINDS = frozenset(Kind.values)
_WHEELCHAIR = frozenset(["", *Wheelchair.values])
_YES = {"yes": True, "no": False}
_YES_OR_EMPTY: dict[str, bool | None] = {"": None, **_YES}
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SITE = re.compile(r"https?://[^\s]+")


def read_line(line: int, get: Cells) -> tuple[Any, ...]:
    """The values of COLUMNS. Raises BadLine with the first reason, which never repeats what stood there."""
    for name in NEEDED:
        if not get[name] and not (get["kind"] == PRACTITIONER and name in ("country", "city")):
            raise BadLine(_("%(column)s: is empty") % {"column": name})
    for name, most in _LIMITS:
        if len(get[name]) > most:
            raise BadLine(_("%(column)s: more than %(most)s letters") % {"column": name, "most": most})
    if not "".join(get.values()).isprintable():
        raise BadLine(_("holds signs that cannot be printed"))
    if get["kind"] == PRACTITIONER:
        return _practitioner(line, get)
    return _provider(line, get)


def _practitioner(line: int, get: Cells) -> tuple[Any, ...]:
    if not get["works_at"]:
        raise BadLine(_("%(column)s: is empty") % {"column": "works_at"})
    specialities, languages = _codes(get, "specialities"), _codes(get, "languages")
    words = practitioner_words(name=get["name"], specialities=specialities, languages=languages)
    return (
        *(
            line,
            get["reference"],
            get["works_at"],
            get["name"],
            PRACTITIONER,
            "",
            "",
            "",
            "",
            "",
            None,
            None,
            "",
            "",
            "",
        ),
        *(specialities, languages, "", "", _yes(get, "new_patients"), _day(get, "confirmed_on")),
        *(None, None, None, "", None, None, "", words, "", "", None, ""),
    )


def _provider(line: int, get: Cells) -> tuple[Any, ...]:
    kind, country, city = get["kind"], get["country"], get["city"]
    if kind not in _KINDS:
        raise BadLine(
            _("%(column)s: must be one of %(options)s") % {"column": "kind", "options": ", ".join(sorted(_KINDS))}
        )
    if country not in COUNTRIES:
        raise BadLine(_("%(column)s: is not a country of ISO 3166") % {"column": "country"})
    if get["wheelchair"] not in _WHEELCHAIR:
        options = ", ".join(sorted(_WHEELCHAIR - {""}))
        raise BadLine(_("%(column)s: must be one of %(options)s") % {"column": "wheelchair", "options": options})
    _shaped(get, "email", _MAIL)
    _shaped(get, "website", _SITE)
    specialities, languages = _codes(get, "specialities"), _codes(get, "languages")
    latitude, longitude = _place(get)
    name, city_key = split(get["name"]), _city_key(city)
    words = provider_words(
        names=[*name, *(split(get["organisation"]) if get["organisation"] else ()), *city_key.split()],
        kind=kind,
        country=country,
        city_key=city_key,
        specialities=specialities,
        languages=languages,
    )
    return (
        *(line, get["reference"], "", get["name"], kind, get["organisation"], country, city),
        *(get["address"], get["postcode"], latitude, longitude, get["phone"], get["email"], get["website"]),
        *(specialities, languages, _opening(get["opening"]), get["wheelchair"], _yes(get, "new_patients")),
        _day(get, "confirmed_on"),
        *_agreement(get),
        *(words, name_key(name), city_key, None if latitude is None else cell_of(latitude, longitude), ""),  # type: ignore[arg-type]
    )


def _agreement(get: Cells) -> tuple[Any, ...]:
    """From, until, direct payment, its care, discount, price levels, contact."""
    if not get["agreement_from"]:
        for name in HEADER[HEADER.index("agreement_until") :]:
            if get[name]:
                raise BadLine(_("%(column)s: an agreement needs its first day") % {"column": name})
        return (None, None, None, "", None, None, "")
    from_on, until_on = _day(get, "agreement_from"), _day(get, "agreement_until")
    if from_on and until_on and until_on < from_on:
        raise BadLine(_("agreement_until is before agreement_from"))
    direct, care = get["direct_payment"] or "no", ""
    if direct not in _YES:
        care = _listed(direct, "direct_payment", CARE)
        direct = "yes"
    levels = bool(_yes(get, "accepts_price_levels"))
    return (from_on, until_on, _YES[direct], care, _discount(get), levels, get["guarantee_contact"])


def _discount(get: Cells) -> Decimal | None:
    if not get["discount"]:
        return None
    try:
        found = Decimal(get["discount"])
        exponent = found.as_tuple().exponent
        if found.is_finite() and 0 <= found <= 100 and isinstance(exponent, int) and exponent >= -2:
            return found
    except InvalidOperation:
        pass
    raise BadLine(_("discount: a percentage between 0 and 100, such as 12.5"))


def _place(get: Cells) -> tuple[float | None, float | None]:
    if not get["latitude"] and not get["longitude"]:
        return None, None
    try:
        latitude, longitude = float(get["latitude"]), float(get["longitude"])
    except ValueError:
        raise BadLine(_("latitude and longitude: both in degrees, such as -1.28333 and 36.81667")) from None
    if not is_on_globe(latitude, longitude):
        raise BadLine(_("latitude and longitude: there is no such place"))
    return latitude, longitude


def _codes(get: Cells, name: str) -> str:
    return _listed(get[name], name, SPECIALITIES if name == "specialities" else LANGUAGES) if get[name] else ""


@lru_cache(maxsize=20_000)
def _city_key(city: str) -> str:
    return " ".join(split(city))


def _listed(codes: str, name: str, known: Any) -> str:
    return _spoken(codes, name) if name == "languages" else _told(codes, name, known)


@lru_cache(maxsize=20_000)
def _spoken(codes: str, name: str) -> str:
    return _told(codes, name, LANGUAGES)


def _told(codes: str, name: str, known: Any) -> str:
    told = codes.replace(";", " ").replace(",", " ")
    if unknown(told, known):
        raise BadLine(_("%(column)s: holds a code that is not known, or the same twice") % {"column": name})
    return " ".join(told.split())


@lru_cache(maxsize=20_000)
def _opening(text: str) -> str:
    try:
        read_opening(text)
    except ValueError:
        raise BadLine(_("opening: must look like Mo-Fr 08:00-17:00; Sa 09:00-12:00")) from None
    return text


def _yes(get: Cells, name: str) -> bool | None:
    try:
        return _YES_OR_EMPTY[get[name]]
    except KeyError:
        raise BadLine(_("%(column)s: must be yes, no or empty") % {"column": name}) from None


def _day(get: Cells, name: str) -> date | None:
    return _date(get[name], name) if get[name] else None


@lru_cache(maxsize=20_000)
def _date(text: str, name: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if len(text) != 10 or not 1900 <= found.year <= 2200:
        raise BadLine(_("%(column)s: a day like 2026-12-31") % {"column": name})
    return found


def _shaped(get: Cells, name: str, shape: re.Pattern[str]) -> None:
    if get[name] and not shape.fullmatch(get[name]):
        raise BadLine(_("%(column)s: does not look like one") % {"column": name})
