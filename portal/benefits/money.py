"""Money: Decimal amounts, ISO 4217 minor units, and the one rounding rule of the portal, half up.

Products of amounts of up to 15 digits, rates of up to 10 and percentages are exact in the 28 digits of Python's
default context, and quotients are close enough that rounding them once more cannot change a minor unit.
"""

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
_PERCENT = Decimal("0.01")

# ISO 4217, with currencies withdrawn since 2010 that old bills may still show.
_BY_MINOR_UNITS = {
    0: "BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
        CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EEK EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
        HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL LTL LVL MAD MDL MGA MKD
        MMK MNT MOP MRO MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
        RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
        USD USN UYU UZS VED VEF VES WST XCD XCG YER ZAR ZMK ZMW ZWG ZWL
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_MINOR_UNITS = {code: digits for digits, codes in _BY_MINOR_UNITS.items() for code in codes.split()}
_EXPONENTS = {code: Decimal(1).scaleb(-digits) for code, digits in _MINOR_UNITS.items()}

_ZEROS = {code: ZERO.quantize(exponent) for code, exponent in _EXPONENTS.items()}

CURRENCIES = frozenset(_MINOR_UNITS)

# In the currency of reimbursement. More is a slip of the finger, and forty such lines would not fit their sum's column.
LARGEST = Decimal(10) ** 9

# Units of a bill's currency and of ours for one and the same dollar; None where both are one currency.
Exchange = tuple[Decimal, Decimal] | None


def minor_units(currency: str) -> int:
    """Digits after the point of an ISO 4217 currency. Raises ValueError for an unknown code."""
    try:
        return _MINOR_UNITS[currency]
    except KeyError:
        raise ValueError(f"{currency} is not a currency of ISO 4217") from None


def nothing(currency: str) -> Decimal:
    """Zero with the digits of a currency, 0.00 for USD. Raises ValueError for an unknown code."""
    minor_units(currency)
    return _ZEROS[currency]


def rounded(amount: Decimal, currency: str) -> Decimal:
    """`amount` rounded half up to the minor unit of `currency`. Raises ValueError for an unknown code."""
    try:
        return amount.quantize(_EXPONENTS[currency], ROUND_HALF_UP)
    except KeyError:
        raise ValueError(f"{currency} is not a currency of ISO 4217") from None


def share(amount: Decimal, part: Decimal | int, whole: Decimal | int, currency: str) -> Decimal:
    """`amount` x `part` / `whole`, rounded once. `whole` is not zero."""
    return (amount * part / whole).quantize(_EXPONENTS[currency], ROUND_HALF_UP)


def converted(amount: Decimal, exchange: Exchange, currency: str) -> Decimal:
    """`amount` of a bill in `currency`: one step, rounded once. Without an exchange it is only rounded."""
    if exchange is not None:
        theirs, ours = exchange
        amount = amount * ours / theirs
    return amount.quantize(_EXPONENTS[currency], ROUND_HALF_UP)


def percentage(amount: Decimal, percent: Decimal, currency: str) -> Decimal:
    """`percent` % of `amount`, rounded once."""
    return (amount * percent * _PERCENT).quantize(_EXPONENTS[currency], ROUND_HALF_UP)
