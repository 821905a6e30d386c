"""Which currency a sign or a word on a bill means, in the country of the bill."""

import re
from functools import cache

from babel.numbers import get_territory_currencies

from claims.reading.text import fold
from portal.benefits.money import CURRENCIES

# By what stands on the bill, folded. Of several, the country's own; else the first, unless that would be a guess ("").
SIGNS: dict[str, tuple[str, ...]] = {
    "us$": ("USD",),
    "usd": ("USD",),
    "$us": ("USD",),
    "$": ("USD", "MXN", "CLP", "COP", "ARS", "CAD", "AUD", "NZD", "SGD", "HKD", "BBD", "JMD", "TTD", "FJD", "LRD"),
    "€": ("EUR",),
    "euro": ("EUR",),
    "£": ("GBP", "EGP", "LBP", "SYP", "SSP"),
    "¥": ("", "JPY", "CNY"),
    "元": ("CNY", "TWD", "HKD"),
    "人民币": ("CNY",),
    "₹": ("INR",),
    "rs": ("", "INR", "PKR", "NPR", "LKR", "MUR", "SCR"),
    "₽": ("RUB",),
    "руб": ("RUB", "BYN"),
    "₴": ("UAH",),
    "₸": ("KZT",),
    "₺": ("TRY",),
    "₦": ("NGN",),
    "₱": ("PHP",),
    "₫": ("VND",),
    "฿": ("THB",),
    "₩": ("KRW",),
    "₪": ("ILS",),
    "₲": ("PYG",),
    "s/": ("PEN",),
    "r$": ("BRL",),
    "ksh": ("KES",),
    "kshs": ("KES",),
    "tsh": ("TZS",),
    "ush": ("UGX",),
    "birr": ("ETB",),
    "gh¢": ("GHS",),
    "fcfa": ("", "XOF", "XAF"),
    "cfa": ("", "XOF", "XAF"),
    "gourdes": ("HTG",),
    "htg": ("HTG",),
    "afs": ("AFN",),
    "؋": ("AFN",),
    "peso": ("", "MXN", "CLP", "COP", "ARS", "UYU", "DOP", "PHP", "CUP"),
    "pesos": ("", "MXN", "CLP", "COP", "ARS", "UYU", "DOP", "PHP", "CUP"),
    "sfr": ("CHF",),
    "fr": ("", "CHF", "XOF", "XAF", "CDF", "RWF", "BIF", "GNF", "DJF"),
    "دولار": ("USD",),
    "يورو": ("EUR",),
    "درهم": ("", "AED", "MAD"),
    "دينار": ("", "JOD", "KWD", "BHD", "TND", "DZD", "IQD", "LYD", "RSD"),
    "د.ا": ("JOD",),
    "jd": ("JOD",),
    "ريال": ("", "SAR", "QAR", "OMR", "YER"),
    "جنيه": ("", "EGP", "SDG"),
    "ليره": ("", "LBP", "SYP", "TRY"),
}
_LETTERS = {code.lower(): (code,) for code in CURRENCIES}


def currencies_in(text: str, country: str) -> list[str]:
    """Codes of the currencies named in a folded line, in their order."""
    found = []
    for match in _signs().finditer(text):
        meant = _meant(match.group().rstrip("."), country)
        if meant:
            found.append(meant)
    return found


def _meant(sign: str, country: str) -> str:
    codes = SIGNS.get(sign) or _LETTERS[sign]
    own = next((code for code in _own(country) if code in codes), "")
    return own or codes[0]


@cache
def _own(country: str) -> tuple[str, ...]:
    """What is paid with there today."""
    return tuple(get_territory_currencies(country, tender=True)) if re.fullmatch("[A-Z]{2}", country) else ()


@cache
def _signs() -> re.Pattern[str]:
    """Words stand alone, or close to a figure; signs stand anywhere."""
    signs = sorted({fold(sign) for sign in (*SIGNS, *_LETTERS)}, key=len, reverse=True)
    parts = [
        rf"(?<![^\W\d_]){re.escape(sign)}(?![^\W\d_])"
        if sign[0].isalpha() and ord(sign[0]) < 0x2E80
        else re.escape(sign)
        for sign in signs
    ]
    return re.compile("|".join(parts))
