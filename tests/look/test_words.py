"""Amounts and days are said in the reader's language, and never rounded."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from portal.look import words


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("412.500", "USD", "412.50\xa0USD"),
        ("412.505", "USD", "412.505\xa0USD"),
        ("1250000", "JPY", "1,250,000\xa0JPY"),
        ("7.1250", "KWD", "7.125\xa0KWD"),
        ("0", "EUR", "0.00\xa0EUR"),
        ("1E+3", "USD", "1,000.00\xa0USD"),
        ("-22.48", "USD", "-22.48\xa0USD"),
    ],
)
def test_an_amount_shows_all_it_holds_and_what_its_currency_asks(amount: str, currency: str, shown: str) -> None:
    assert words.money(Decimal(amount), currency) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr", "1\u202f234,50\xa0USD"),
        ("es", "1.234,50\xa0USD"),
        ("ru", "1\xa0234,50\xa0USD"),
        ("zh-hans", "1,234.50\xa0USD"),
    ],
)
def test_separators_follow_the_language(language: str, shown: str) -> None:
    with translation.override(language):
        assert words.money(Decimal("1234.5"), "USD") == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "1 March 2026"),
        ("fr", "1 mars 2026"),
        ("es", "1 de marzo de 2026"),
        ("ru", "1 марта 2026"),
        ("zh-hans", "2026年3月1日"),
    ],
)
def test_days_are_written_out(language: str, shown: str) -> None:
    with translation.override(language):
        assert words.long_date(date(2026, 3, 1)) == shown


@pytest.mark.parametrize(("language", "shown"), [("en", "March 2026"), ("ru", "марта 2026"), ("zh-hans", "2026年3月")])
def test_months_are_written_out(language: str, shown: str) -> None:
    with translation.override(language):
        assert words.long_month(date(2026, 3, 1)) == shown


def test_a_moment_is_shown_with_its_zone() -> None:
    assert words.long_moment(datetime(2026, 11, 21, 14, 5, tzinfo=UTC)) == "21 November 2026, 14:05 UTC"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_named_by_its_most_specific_sign(sent: str, said: str) -> None:
    assert words.browser(sent) == said
