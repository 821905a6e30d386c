"""Enrolment files: added, changed, ended, refused; twice is once; one bad line spoils nothing else."""

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.members.enrolment_file import HEADER
from portal.members.enrolment_import import Report, UnreadableFile, import_enrolment
from portal.members.models import AuditEntry, Enrolment, Family, Person, SalaryFigure

ROW = {
    "reference": "414/60001",
    "relation": "participant",
    "given_name": "Léa",
    "family_name": "Nkosi",
    "born_on": "1985-02-03",
    "sex": "F",
    "smoker": "no",
    "language": "fr",
    "email": "lea@example.org",
    "duty_station": "KE",
    "located_in": "",
    "status": "active",
    "currency": "USD",
    "enrolled_from": "2026-01-01",
    "enrolled_until": "",
    "net_base": "5000",
    "contribution_base": "",
    "salary_currency": "USD",
    "salary_from": "2026-01-01",
}
NO_SALARY = {"net_base": "", "salary_currency": "", "salary_from": ""}
SON = {**ROW, **NO_SALARY, "reference": "414/60001-1", "relation": "child", "given_name": "Tom", "sex": "M"}
OTHER = {**ROW, "reference": "41460002", "given_name": "Ida"}


def csv_of(*rows: dict[str, str], header: str = ",".join(HEADER)) -> io.BytesIO:
    lines = [header, *(",".join(row[name] for name in HEADER) for row in rows)]
    return io.BytesIO("\r\n".join(lines).encode())


@pytest.fixture
def take(db: None, now: datetime) -> Any:
    """Imports rows and gives the report."""

    def take(*rows: dict[str, str], **options: Any) -> Report:
        return import_enrolment(file=csv_of(*rows), by=None, now=now, **options)

    return take


def everything() -> list[Any]:
    tables = (Family, Person, Enrolment, SalaryFigure, Person.history, Enrolment.history)
    return [list(getattr(table, "objects", table).order_by("pk").values()) for table in tables]


def test_families_are_added(take: Any) -> None:
    report = take(SON, ROW, OTHER)
    assert (sorted(report.added), report.refused) == ([2, 3, 4], [])
    lea = Person.objects.get(given_name="Léa")
    assert (lea.reference, lea.language, lea.family.duty_station) == ("414/60001", "fr", "KE")
    assert Person.objects.get(given_name="Tom").reference == "414/60001-1"
    assert Enrolment.objects.in_force(date(2026, 1, 1)).count() == 3
    assert SalaryFigure.objects.get(family=lea.family).amount == Decimal(5000)
    assert AuditEntry.objects.filter(act="enrolment_file.added", family=lea.family_id).count() == 2
    assert AuditEntry.objects.get(act="enrolment_file.imported").detail["added"] == 3


def test_twice_changes_nothing(take: Any) -> None:
    take(ROW, SON)
    before = everything()
    report = take(ROW, SON)
    assert (report.added, report.changed, report.ended, report.same) == ([], [], [], [2, 3])
    assert everything() == before


def test_changes_endings_and_salaries(take: Any) -> None:
    take(ROW, SON)
    raised = {**ROW, "net_base": "5500.50", "salary_from": "2026-07-01", "duty_station": "HT"}
    report = take(raised, {**SON, "enrolled_until": "2026-08-31"})
    assert (report.changed, report.ended) == ([2], [3])
    assert Family.objects.get().duty_station == "HT"
    figures = SalaryFigure.objects.order_by("from_on").values_list("amount", "until_on")
    assert list(figures) == [(Decimal(5000), date(2026, 6, 30)), (Decimal("5500.5"), None)]
    assert Enrolment.objects.get(person__number=1).until_on == date(2026, 8, 31)
    assert AuditEntry.objects.get(act="enrolment_file.changed").detail == {
        "line": 2,
        "fields": "duty_station, net_base",
    }


def test_cover_may_begin_again(take: Any) -> None:
    report = take({**ROW, "enrolled_until": "2026-03-31"}, {**ROW, **NO_SALARY, "enrolled_from": "2026-06-01"})
    assert report.refused == []
    assert Enrolment.objects.count() == 2


def test_who_is_missing_keeps_her_cover(take: Any) -> None:
    take(ROW, SON)
    take(ROW)
    assert Enrolment.objects.in_force(date(2026, 9, 1)).count() == 2


def test_who_has_an_account_keeps_her_language(take: Any, ana: Person) -> None:
    born, number = ana.born_on.isoformat(), ana.family.reference
    take({**ROW, **NO_SALARY, "reference": number, "given_name": "Ana", "born_on": born, "enrolled_from": "2020-01-01"})
    ana.refresh_from_db()
    assert (ana.language, ana.family_name) == ("en", "Nkosi")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"reference": "nobody"}, "reference"),
        ({"reference": "414/60002-1"}, "reference"),
        ({"relation": "spouse"}, "reference"),
        ({"relation": "aunt"}, "relation: must be one of"),
        ({"given_name": ""}, "given_name"),
        ({"given_name": "x" * 81}, "given_name"),
        ({"born_on": "03/02/1985"}, "born_on: a day like"),
        ({"born_on": ""}, "born_on: is empty"),
        ({"born_on": "0001-01-01"}, "born_on: a year"),
        ({"sex": "?"}, "sex"),
        ({"smoker": "maybe"}, "smoker"),
        ({"language": "tlh"}, "language"),
        ({"email": "at home"}, "email"),
        ({"duty_station": "Kenya"}, "duty_station"),
        ({"status": "gone"}, "status"),
        ({"currency": "usd"}, "currency"),
        ({"enrolled_until": "2025-12-31"}, "enrolled_until is before"),
        ({"net_base": "5.000,00".replace(",", "")[:5] + "0x"}, "net_base: an amount like"),
        ({"net_base": "-1"}, "net_base"),
        ({"net_base": "NaN"}, "net_base"),
        ({"net_base": "1e99"}, "net_base"),
        ({"net_base": "1.2345"}, "net_base"),
        ({"salary_from": ""}, "salary_from: is empty"),
    ],
)
def test_one_bad_line_is_refused_and_the_rest_kept(take: Any, change: dict[str, str], reason: str) -> None:
    report = take(ROW, {**OTHER, **change})
    assert report.added == [2]
    ((line, said),) = report.refused
    assert line == 3
    assert reason in said
    assert list(Person.objects.values_list("given_name", flat=True)) == ["Léa"]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([SON], "participant's line is missing"),
        ([ROW, {**ROW, **NO_SALARY, "enrolled_from": "2026-02-01"}], "overlap"),
        ([ROW, {**ROW, "salary_from": "2025-01-01"}], "a later figure"),
        ([ROW, SON, {**SON, "given_name": "Jim", "born_on": "2011-11-11"}], "somebody else"),
        (
            [ROW, {**SON, "net_base": "1", "salary_currency": "USD", "salary_from": "2026-01-01"}],
            "participant's line only",
        ),
    ],
)
def test_lines_that_contradict_what_is_known_are_refused(take: Any, rows: list[dict[str, str]], reason: str) -> None:
    report = take(*rows)
    assert [line for line, _ in report.refused] == [len(rows) + 1]
    assert reason in report.refused[0][1]
    assert len(report.added) == len(rows) - 1


def test_a_line_with_too_few_columns(db: None, now: datetime) -> None:
    file = io.BytesIO(csv_of(ROW).getvalue() + b"\r\n414/60009,participant\r\n\r\n")
    report = import_enrolment(file=file, by=None, now=now)
    assert report.added == [2]
    assert "columns" in report.refused[0][1]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "first line"),
        (b"name;born\r\n", "first line"),
        (csv_of(ROW).getvalue().decode().encode("utf-16"), "UTF-8"),
        (csv_of(ROW).getvalue().decode().encode("latin-1"), "UTF-8"),
        (csv_of(ROW).getvalue() + b'\r\n"open', "not CSV"),
        (csv_of(ROW).getvalue() + b"\x00", "not a text file"),
    ],
)
def test_an_unreadable_file_is_refused_with_a_sentence(db: None, now: datetime, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        import_enrolment(file=io.BytesIO(content), by=None, now=now)
    assert not Person.objects.exists()


def test_a_byte_order_mark_does_no_harm(db: None, now: datetime) -> None:
    file = io.BytesIO(b"\xef\xbb\xbf" + csv_of(ROW).getvalue())
    assert import_enrolment(file=file, by=None, now=now).added == [2]


def test_a_dry_run_reports_the_same_and_stores_nothing(take: Any) -> None:
    report = take(ROW, SON, dry_run=True)
    assert report.added == [2, 3]
    assert not Family.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_command(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(csv_of(ROW, {**OTHER, "sex": "?"}).getvalue())
    with pytest.raises(CommandError, match="1 lines were refused"):
        call_command("import_enrolment", str(file))
    assert "1 added, 0 changed, 0 ended, 0 unchanged." in capsys.readouterr().out
    file.write_text("x")
    with pytest.raises(CommandError, match="first line"):
        call_command("import_enrolment", str(file))
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_enrolment", str(tmp_path / "none.csv"))


def test_the_documented_header_is_the_one_that_is_read() -> None:
    page = Path(__file__).parents[2] / "docs" / "enrolment-file.md"
    assert ",".join(HEADER) in page.read_text()
