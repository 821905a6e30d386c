"""Currencies and countries as one may choose them in a form, in the reader's language."""

from functools import cache

from babel import Locale

from portal.benefits.money import CURRENCIES
from portal.look.words import locale

Choices = list[tuple[str, str]]


def currency_choices() -> Choices:
    """Currencies of ISO 4217 by name; those without a name in the reader's language are out of use and left out."""
    return _currencies(locale())


def country_choices() -> Choices:
    """Countries by name in the reader's language."""
    return _countries(locale())


@cache  # once a language: a page of several expenses asks for each of them
def _currencies(locale: Locale) -> Choices:
    names = locale.currencies
    return sorted(
        ((code, f"{code} – {names[code]}") for code in CURRENCIES if code in names), key=lambda choice: choice[0]
    )


@cache
def _countries(locale: Locale) -> Choices:
    names = locale.territories
    codes = [code for code in map(str, names) if len(code) == 2 and code not in NO_COUNTRIES]
    countries = [(code, str(names[code])) for code in codes]
    return sorted(countries, key=lambda choice: choice[1])


NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "DG", "EA", "IC", "TA", "CQ", "BV", "HM"}
