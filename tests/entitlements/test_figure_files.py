"""Files of figures: added, changed, unchanged, refused by line; twice is once; a bad line spoils nothing else."""

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.entitlements import figure_files
from portal.entitlements.figure_files import import_price_levels, import_rates, import_reference_salaries
from portal.entitlements.models import ExchangeRate, PriceLevel, ReferenceSalary
from portal.members.models import AuditEntry
from portal.vault.tables import Report, UnreadableFile

pytestmark = pytest.mark.django_db

RATES = "month,currency,units_per_usd"
SALARIES = "duty_station,year,amount,currency"
LEVELS = "country,benefit,amount,currency,from_on,until_on"
Take = Callable[..., Report]


def csv_of(header: str, *lines: str) -> io.BytesIO:
    return io.BytesIO("\r\n".join([header, *lines]).encode())


@pytest.fixture
def rates(now: datetime) -> Take:
    """`rates("2026-11,KES,129.35")`: imports those lines and gives the report."""

    def take(*lines: str, **options: Any) -> Report:
        return import_rates(file=csv_of(RATES, *lines), by=None, now=now, **options)

    return take


def test_rates_are_added_changed_and_kept(rates: Take) -> None:
    assert rates("2026-11,KES,129.35", "2026-11,EUR,0.91500001", "").counts() == {
        "added": 2,
        "changed": 0,
        "same": 0,
        "refused": 0,
    }
    again = rates("2026-11,KES,129.35", "2026-11,EUR,0.92", "2026-12,EUR,0.92")
    assert (again.same, again.changed, again.added) == ([2], [3], [4])
    assert ExchangeRate.objects.get(month=date(2026, 11, 1), currency="EUR").units_per_usd == Decimal("0.92")
    changed = AuditEntry.objects.get(act="exchangerate.changed")
    assert changed.detail == {"units_per_usd": "0.91500001 → 0.92"}
    assert AuditEntry.objects.filter(act="exchangerate.imported").count() == 2


def test_twice_changes_nothing(rates: Take) -> None:
    rates("2026-11,KES,129.35")
    before = list(ExchangeRate.objects.values())
    assert rates("2026-11,KES,129.350").same == [2]
    assert list(ExchangeRate.objects.values()) == before


def test_a_dry_run_reports_the_same_and_stores_nothing(rates: Take) -> None:
    rates("2026-11,KES,129.35")
    report = rates("2026-11,KES,130", "2026-11,EUR,0.9", "2026-11,USD,1", dry_run=True)
    assert (report.changed, report.added, len(report.refused)) == ([2], [3], 1)
    assert ExchangeRate.objects.get().units_per_usd == Decimal("129.35")
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2026-13,KES,129.35", "month:"),
        ("2026-11-01,KES,129.35", "month:"),
        ("1926-11,KES,129.35", "month:"),
        (",KES,129.35", "month:"),
        ("2026-11,kes,129.35", "currency:"),
        ("2026-11,XXX,129.35", "currency:"),
        ("2026-11,USD,1", "USD itself has none"),
        ("2026-11,KES,0", "more than zero"),
        ("2026-11,KES,", "more than zero"),
        ("2026-11,KES,-1", "units_per_usd:"),
        ("2026-11,KES,NaN", "units_per_usd:"),
        ("2026-11,KES,Infinity", "units_per_usd:"),
        ("2026-11,KES,1e400", "units_per_usd:"),
        ("2026-11,KES,0.123456789", "units_per_usd:"),
        ("2026-11,KES,100000000000", "units_per_usd:"),
        ('2026-11,KES,"1,5"', "units_per_usd:"),
        ("2026-11,EUR,0.7", "line 2 already"),
        ("2026-11,KES", "columns"),
        ("2026-11,KES,1,2", "columns"),
    ],
)
def test_a_bad_line_is_refused_and_the_rest_kept(rates: Take, line: str, reason: str) -> None:
    report = rates("2026-11,EUR,0.9", line, "2026-11,CHF,0.88")
    assert (report.added, [number for number, _why in report.refused]) == ([2, 4], [3])
    assert reason in report.refused[0][1]
    assert ExchangeRate.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "first line"),
        (b"month;currency\r\n", "first line"),
        (f"{RATES}\r\n2026-11,KES,1".encode("utf-16"), "UTF-8"),
        (f"{RATES}\r\n2026-11,KES,1\r\n2026-11,EUR,\x00".encode(), "not a text file"),
        (f'{RATES}\r\n2026-11,KES,1\r\n"2026'.encode(), "not CSV"),
        (f"{RATES}\r\n".encode() + b"\xff\xfe", "UTF-8"),
        (b"PK\x03\x04" + b"\x00" * 100, "not a text file"),
    ],
)
def test_malformed_files_are_refused_whole(now: datetime, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        import_rates(file=io.BytesIO(content), by=None, now=now)
    assert not ExchangeRate.objects.exists()
    assert not AuditEntry.objects.exists()


def test_reference_salaries(now: datetime) -> None:
    lines = ["KE,2026,1680.00,USD", "KE,26,1,USD", "KE,twenty,1,USD", "QQ,2026,1,USD", "KE,2026,9,KES", "KE,²026,1,USD"]
    report = import_reference_salaries(file=csv_of(SALARIES, *lines), by=None, now=now)
    assert (report.added, [number for number, _why in report.refused]) == ([2, 6], [3, 4, 5, 7])
    assert ReferenceSalary.objects.get(currency="USD").amount == 1680


def test_price_levels(now: datetime) -> None:
    lines = [
        "KE,gp_consultation,48,USD,2026-01-01,",
        "KE,gp_consultation,50,USD,2026-07-01,2026-12-31",
        "KE,moon_trip,50,USD,2026-07-01,",
        "KE,lenses,50,USD,2026-07-01,2026-06-30",
        "KE,lenses,50,USD,,",
        "KE,lenses,50,USD,1.7.2026,",
    ]
    report = import_price_levels(file=csv_of(LEVELS, *lines), by=None, now=now)
    assert (report.added, [number for number, _why in report.refused]) == ([2, 3], [4, 5, 6, 7])
    again = import_price_levels(
        file=csv_of(LEVELS, "KE,gp_consultation,48,USD,2026-01-01,2026-06-30"), by=None, now=now
    )
    assert again.changed == [2]
    assert PriceLevel.objects.in_force(on=date(2026, 8, 1)).get().amount == 50


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "figures.csv"
    file.write_bytes(csv_of(RATES, "2026-11,KES,129.35", "2026-11,USD,1").getvalue())
    with pytest.raises(CommandError, match="1 lines were refused"):
        call_command("import_rates", str(file))
    told = capsys.readouterr().out
    assert "1 added, 0 changed, 0 unchanged." in told
    assert "line 3: currency:" in told
    file.write_bytes(csv_of(SALARIES, "KE,2026,1680,USD").getvalue())
    call_command("import_reference_salaries", str(file), "--dry-run")
    assert "Nothing was stored" in capsys.readouterr().out
    file.write_bytes(csv_of(LEVELS, "KE,lenses,50,USD,2026-01-01,").getvalue())
    call_command("import_price_levels", str(file))
    assert PriceLevel.objects.count() == 1
    with pytest.raises(CommandError, match="first line"):
        call_command("import_rates", str(file))
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_rates", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="no account"):
        call_command("import_rates", str(file), "--by", "nobody")


def test_documented_headers_are_the_ones_that_are_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "figures-files.md").read_text()
    for header in (figure_files.RATES_HEADER, figure_files.SALARIES_HEADER, figure_files.LEVELS_HEADER):
        assert f"    {','.join(header)}\n" in page
