"""Amounts, days and states as words in the reader's language. Nothing here rounds or decides."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, get_currency_precision
from babel.units import format_unit
from django.utils import timezone, translation

# Plain English here means day before month, so the default is not the American order.
LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans"}
# In Russian without the «г.» of Babel: its stop would meet the stop of the sentence.
DAYS = {"ru": "d MMMM y"}
MONTHS = {"zh": "y年M月"}


def locale() -> Locale:
    """The Babel locale of the active language; English when none is active."""
    language = translation.get_language() or "en"
    return Locale.parse(LOCALES.get(language, language.replace("-", "_")))


def shown_decimals(amount: Decimal, currency: str) -> int:
    """As many decimals as the currency has, and more when the amount holds more: an amount is never rounded here."""
    exponent = amount.normalize().as_tuple().exponent
    held = max(0, -exponent) if isinstance(exponent, int) else 0
    return max(held, get_currency_precision(currency))


def money(amount: Decimal, currency: str) -> str:
    """`412.50 USD`, with the active language's separators and a space that does not break."""
    decimals = shown_decimals(amount, currency)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + "\u00a0¤¤"
    return format_currency(amount, currency, format=pattern, locale=locale(), currency_digits=False)


def number(amount: Decimal | int) -> str:
    """A plain number with the active language's separators; all its decimals, none added."""
    return format_decimal(amount, locale=locale(), decimal_quantization=False)


def kilometres(km: float, *, shortest: bool = False) -> str:
    """`2.3 km` in the active language, never torn apart; `shortest` leaves out a decimal that is nought."""
    pattern = "#,##0.#" if shortest else "#,##0.0"
    return format_unit(km, "length-kilometer", "short", format=pattern, locale=locale()).replace(" ", "\u00a0")


def listed(names: Iterable[str]) -> str:
    """Names that may hold commas themselves, one after the other: `Lenses; Dental care`."""
    return translation.pgettext("between names", "; ").join(names)


def labelled(name: object, text: object) -> str:
    """`Dental care: once a year`; French has a space before the colon."""
    return translation.gettext("%(name)s: %(why)s") % {"name": name, "why": text}


def long_date(day: date) -> str:
    """`21 November 2026` in the active language. A moment is shown as its day in the current time zone."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    return format_date(day, DAYS.get(locale().language, "long"), locale=locale())


def long_month(day: date) -> str:
    """`November 2026` in the active language, the month of a day; in Russian as after a preposition."""
    return format_date(day, MONTHS.get(locale().language, "MMMM y"), locale=locale())


def long_moment(moment: datetime) -> str:
    """`21 November 2026, 14:05 UTC` in the active language and the current time zone."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    day = format_date(local, DAYS.get(locale().language, "long"), locale=locale())
    clock = f"{format_datetime(local, 'HH:mm', locale=locale())} {local.tzname() or ''}".strip()
    return translation.gettext("%(day)s, %(time)s") % {"day": day, "time": clock}


# Most specific first: nearly every browser also calls itself Safari.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
]


def browser(user_agent: str) -> str:
    """`Firefox, Windows` for the string a browser sends about itself. Empty when unknown."""
    found = (next((word for sign, word in signs if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))
