"""Every case file, public and our own, and that together they leave no row and no reason untried."""

from functools import cache
from pathlib import Path

import pytest

from portal.benefits.casefile import Case, CaseError, read_cases
from portal.benefits.casereport import case_report, decide
from portal.benefits.reasons import Bearer, Outcome, Reason
from tests.benefits.stories import CASES, PLAN

FILES = sorted([*(CASES / "public").glob("*.yaml"), *(CASES / "own").glob("*.yaml")])


@cache
def stories() -> list[Case]:
    read = [case for path in FILES for case in read_cases(path)]
    assert not [case for case in read if isinstance(case, CaseError)]
    return [case for case in read if isinstance(case, Case)]


@pytest.mark.parametrize("case", stories(), ids=lambda case: case.name)
def test_case_holds(case: Case) -> None:
    assert case_report(decide(case))["failures"] == []


def test_every_row_section_and_reason_has_a_case() -> None:
    told = stories()
    expected = {(case.name, ref) for case in told for ref in case.expect}
    decided = [
        decision for case in told for ref, decision in decide(case).lines.items() if (case.name, ref) in expected
    ]
    tried = {decision.line.benefit for decision in decided}
    assert tried == set(PLAN.rows)
    assert {PLAN.rows[code].section for code in tried} == {row.section for row in PLAN.rows.values()}
    assert {reason for decision in decided for reason in decision.reasons} == set(Reason)
    assert {decision.outcome for decision in decided} == set(Outcome)
    assert {cut.borne_by for decision in decided for cut in decision.adjustments} == set(Bearer)


def test_every_area_of_care_asks_what_the_plan_says() -> None:
    countries = {station: set(areas) for station, areas in PLAN.areas.items()}
    assert len(countries) == 29
    assert countries["BI"] == {"RW", "UG", "KE"}
    assert countries["XK"] == {"AL", "BA", "HR", "MK", "ME", "RS", "SI"} == countries["RS"]
    asked = {(s, c) for s, areas in PLAN.areas.items() for c, area in areas.items() if area.area_condition}
    assert asked == {("BI", "KE"), ("TL", "AU"), ("ER", "EG"), ("SY", "JO"), ("TZ", "KE")}
    assert {s for s, areas in PLAN.areas.items() for area in areas.values() if area.near_eastern_border} == {"CD"}
    placed = {(s, area.located_in) for s, areas in PLAN.areas.items() for area in areas.values() if area.located_in}
    assert placed == {("RS", "XK"), ("TZ", "Arusha")}


def test_report_tells_where_an_expectation_fails(tmp_path: Path) -> None:
    text = (CASES / "public" / "rates.yaml").read_text(encoding="utf-8").split("---")[0]
    wrong = text.replace('reimbursed: "40.00"', 'reimbursed: "41.00"').replace("reasons: []", "reasons: [coinsurance]")
    (tmp_path / "wrong.yaml").write_text(wrong + '  2019: {out_of_pocket: "0.00"}\n', encoding="utf-8")
    (case,) = read_cases(tmp_path / "wrong.yaml")
    assert isinstance(case, Case)
    failures = case_report(decide(case))["failures"]
    assert failures[0] == "C1/L1 reimbursed: expected 41.00, got 40.00"
    assert "C1/L2 reasons: expected [coinsurance], got []" in failures
    assert "2019 out_of_pocket: expected 0.00, got None" in failures
