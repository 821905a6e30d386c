"""Days on a bill, as the six languages write them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names
from babel.languages import get_official_languages

from claims.reading.text import Line, fold, words

# Arabic months have three sets of names: of the Gulf and Egypt, of the Levant, of the Maghreb.
LOCALES = ("en", "fr", "es", "ru", "ar", "ar_SY", "ar_DZ", "zh", "pt", "de", "it")
OLDEST_YEARS = 3  # a bill that is older than this is a number that looks like a day

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_IN_FIGURES = re.compile(r"(?<![\d.,/-])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-]|[.,]\d)")

DATED = words(
    "date|visit|admission|service|le |fecha|atencion|дата|от |прием|تاريخ|بتاريخ|التاريخ|日期|就诊|datum|data",
)
# The day of somebody's birth, of a payment to come, of a card that ends.
OTHER = words(
    "birth|born|dob|d.o.b|due|expir|valid|next|naissance|ne le|nee le|echeance|valable|nacimiento|vencimiento|valido",
    "рожд|срок|годен|действ|الميلاد|الاستحقاق|صالح|انتهاء|出生|到期|有效|printed|imprime|impreso",
)


class Found(NamedTuple):
    """A day and how well it fits: 2 beside a word for it, 1 alone, 0 as the day of something else."""

    day: date
    rank: int


def day_of(lines: Sequence[Line], *, country: str, today: date) -> date | None:
    """The day of care on a bill, as far as it is told; never one to come.

    `country` decides whether 3/4 is a day in April or in March.
    """
    oldest = date(today.year - OLDEST_YEARS, 1, 1)
    found = [one for one in _all(lines, country, today) if oldest <= one.day <= today and one.rank]
    return max(found, key=lambda one: one.rank).day if found else None


def _all(lines: Iterable[Line], country: str, today: date) -> Iterator[Found]:
    """Every day in reading order; the first of the best wins."""
    before = ""
    for line in lines:
        about = f"{before} {line.folded}" if len(line.folded) < 24 else line.folded
        rank = 0 if OTHER.search(line.folded) else 2 if DATED.search(about) else 1
        yield from (Found(day, rank) for day in _in(line.folded, country, today))
        before = line.folded if len(line.folded) < 24 else ""


def _in(text: str, country: str, today: date) -> Iterator[date]:
    for year, month, day in _YEAR_FIRST.findall(text):
        yield from _real(year, month, day, today)
    for first, _sign, second, year in _IN_FIGURES.findall(text):
        day, month = (second, first) if _month_first(country) else (first, second)
        yield from _real(year, month, day, today) or _real(year, day, month, today)
    names = _months()
    for match in _in_words().finditer(text):
        told = {name: value for name, value in match.groupdict().items() if value}
        name = told.get("before") or told.get("after") or ""
        day, year = told.get("day") or told.get("then", ""), told.get("year") or told.get("end", "")
        yield from _real(year, str(names[name]), day, today)


def _real(year: str, month: str, day: str, today: date) -> list[date]:
    """The day, if there is such a one. Two figures of a year are of this century."""
    whole = int(year) + (today.year // 100 * 100 if len(year) == 2 else 0)
    try:
        return [date(whole, int(month), int(day))]
    except ValueError:
        return []


@cache
def _months() -> dict[str, int]:
    """Every way to write a month, folded."""
    names: dict[str, int] = {}
    for locale in LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale).items():
                    folded = fold(name).strip(" .")
                    if not folded[:1].isdigit() and len(folded) > 1:
                        names.setdefault(folded, number)
    return names


@cache
def _in_words() -> re.Pattern[str]:
    """`12 May 2026`, `12 de mayo de 2026`, `1er mai 2026`, `May 12, 2026`, `12-May-26`."""
    months = "|".join(re.escape(name) for name in sorted(_months(), key=len, reverse=True))
    sign, year = r"[\s.,/-]{1,3}", r"\d{4}|\d{2}"
    return re.compile(
        rf"(?<![\d.,])(?P<day>\d{{1,2}})(?:er|st|nd|rd|th|º|ª|°)?(?:{sign}(?:de\s|of\s)?)?(?P<before>{months})"
        rf"(?:{sign}(?:del?\s)?)(?P<year>{year})(?!\d)"
        rf"|(?<!\w)(?P<after>{months}){sign}(?P<then>\d{{1,2}})(?:st|nd|rd|th)?{sign}(?P<end>\d{{4}})(?!\d)"
    )


@cache
def _month_first(country: str) -> bool:
    """Whether people there write the month before the day."""
    for language in get_official_languages(country) or ("en",):
        try:
            return str(Locale.parse(f"{language}_{country}").date_formats["short"].pattern).startswith("M")
        except (UnknownLocaleError, ValueError):
            continue
    return False
