"""Rounding and minor units."""

from decimal import Decimal

import pytest
from babel import Locale

from portal.benefits.countries import COUNTRIES
from portal.benefits.money import CURRENCIES, converted, minor_units, nothing, percentage, rounded, share


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("10.005", "USD", "10.01"),
        ("10.00499", "USD", "10.00"),
        ("0.005", "USD", "0.01"),
        ("1363.5", "JPY", "1364"),
        ("1363.49", "JPY", "1363"),
        ("10.0005", "KWD", "10.001"),
        ("7", "KWD", "7.000"),
        ("1.00005", "CLF", "1.0001"),
    ],
)
def test_half_goes_up_at_the_minor_unit(amount: str, currency: str, expected: str) -> None:
    assert str(rounded(Decimal(amount), currency)) == expected


def test_minor_units_are_those_of_iso_4217() -> None:
    assert [minor_units(code) for code in ("USD", "JPY", "KWD", "UGX", "TND", "CLF", "MRU", "ISK")] == [
        2, 0, 3, 0, 3, 4, 2, 0,
    ]  # fmt: skip
    assert str(nothing("KWD")) == "0.000"
    for code in ("XXX", "usd", ""):
        with pytest.raises(ValueError, match="ISO 4217"):
            minor_units(code)
        with pytest.raises(ValueError, match="ISO 4217"):
            rounded(Decimal(1), code)


def test_one_step_one_rounding() -> None:
    assert str(converted(Decimal("12.34"), (Decimal(1), Decimal("110.50")), "JPY")) == "1364"
    assert str(converted(Decimal("10.01"), (Decimal("0.85"), Decimal("110.50")), "JPY")) == "1301"
    assert str(percentage(Decimal("12.56"), Decimal(80), "USD")) == "10.05"
    assert str(share(Decimal(100), 2, 3, "USD")) == "66.67"


def test_codes_are_real() -> None:
    english = Locale("en")
    assert CURRENCIES - {"XCG", "ZWG", "SLE", "VED"} <= set(english.currencies)
    territories = {code for code in english.territories if len(code) == 2 and code.isalpha()}
    not_of_iso = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
    assert territories - not_of_iso == COUNTRIES
