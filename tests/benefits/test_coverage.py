"""The coverage book: complete, up to date, true, and readable without the cases."""

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from portal.benefits import coverage
from portal.benefits.coverage import Kind, as_text, clauses, load_index, read_index, uncovered
from portal.benefits.plans import plan_codes, read_plan
from tests.benefits.stories import CASES, PLAN


def test_every_clause_has_a_case() -> None:
    assert uncovered(PLAN, load_index(PLAN.code)) == []


def test_the_book_is_up_to_date() -> None:
    for code in plan_codes():
        assert (coverage.BOOK / f"{code}.yaml").read_text(encoding="utf-8") == as_text(read_index(PLAN, CASES)), (
            "run manage.py coverage_book"
        )
    call_command("coverage_book", "--check")


def test_the_book_names_everything_the_plan_says() -> None:
    found = list(clauses(PLAN))
    keys = [clause.key for clause in found]
    assert len(keys) == len(set(keys))
    for kind, parts in {
        Kind.ROW: PLAN.rows,
        Kind.ALLOWANCE: PLAN.allowances,
        Kind.PRESCRIPTION: PLAN.prescriptions,
        Kind.EXCLUSION: PLAN.exclusions,
        Kind.READING: PLAN.readings,
    }.items():
        assert {clause.key for clause in found if clause.kind is kind} == {f"{kind}:{key}" for key in parts}
    assert {clause.key.partition(":")[2] for clause in found if clause.kind is Kind.AREA} == {
        f"{station}:{country}" for station, areas in PLAN.areas.items() for country in areas
    }
    assert set(load_index(PLAN.code)) <= set(keys)


def test_what_a_person_decides_is_marked() -> None:
    by_person = {clause.key for clause in clauses(PLAN) if clause.by_person}
    assert {"rule:hardship", "exclusion:exc_racing", "row:chiropractic"} & by_person == {
        "rule:hardship",
        "exclusion:exc_racing",
        "row:chiropractic",
    }
    assert not {"row:gp_consultation", "exclusion:exc_not_reasonable_customary", "rule:coinsurance"} & by_person


def test_a_case_that_goes_leaves_its_clause_uncovered(tmp_path: Path) -> None:
    shutil.copytree(CASES / "public", tmp_path / "public")
    left = {clause.key for clause in uncovered(PLAN, read_index(PLAN, tmp_path))}
    assert "area:AF:PK" in left
    assert "rule:coinsurance" not in left


def test_only_stated_results_count(tmp_path: Path) -> None:
    text = (CASES / "own" / "retired.yaml").read_text(encoding="utf-8")
    (tmp_path / "stated.yaml").write_text(text, encoding="utf-8")
    assert "row:spec_consultation" in read_index(PLAN, tmp_path)
    (tmp_path / "stated.yaml").write_text(text[: text.index("expect:")], encoding="utf-8")
    assert read_index(PLAN, tmp_path) == {}


def test_a_stale_book_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("coverage_book", str(tmp_path), "--check")
    assert end.value.code == 1
    said = capsys.readouterr()
    assert "run `manage.py coverage_book`" in said.err
    assert "no case tries row:gp_consultation" in said.out


def test_another_plan_has_its_own_clauses(tmp_path: Path) -> None:
    small = read_plan(CASES.parent / "plans" / "small-2020.yaml")
    assert {clause.key for clause in clauses(small)} > {"row:doctor", "allowance:GLASSES"}
    assert uncovered(small, read_index(small, CASES))
