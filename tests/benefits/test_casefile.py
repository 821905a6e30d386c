"""Case files are refused by file, case and key; nothing unknown passes."""

from pathlib import Path

import pytest

from portal.benefits.casefile import Case, CaseError, read_cases
from portal.benefits.casereport import decide

GOOD = """
case: good
about: A visit.
plan: un-mip-2018-07
currency: EUR
rates: {2018-03: {EUR: "0.8"}}
reference_salary: {2018: "1000.00"}
family: {duty_station: "NO", status: active, stop_loss_base: {2018: "1000.00"}}
people:
  ana: {born: 1980-05-04, sex: F, enrolled: 2015-01-01}
claims:
  - id: C1
    received: 2018-04-02
    lines:
      - {id: L1, person: ana, benefit: gp_consultation, date: 2018-03-15, charged: "50.00", currency: USD, country: NO}
expect:
  C1/L1: {outcome: paid}
"""
LINE = 'charged: "50.00"'

FAULTS = [
    ("case: good", "", "document 1", "case is missing"),
    ("plan: un-mip-2018-07", "plan: other", "good", "plan 'other' is not known"),
    ("currency: EUR", "currency: EURO", "good", "currency 'EURO' is not known"),
    ("about: A visit.", "remark: A visit.", "good", "remark is not a known key"),
    ("2018-03: {EUR", "2018-13: {EUR", "good", "rates.2018-13 must be a month"),
    ('EUR: "0.8"', "EUR: 0.8", "good", "rates.2018-03.EUR must be an amount in quotes"),
    ('EUR: "0.8"', 'EUR: "0"', "good", "rates.2018-03.EUR must be more than zero"),
    ('EUR: "0.8"', 'EUX: "0.8"', "good", "rates.2018-03.EUX is not a currency"),
    ("reference_salary: {2018:", "reference_salary: {next:", "good", "reference_salary.next must be a year"),
    ('duty_station: "NO"', "duty_station: Norway", "good", "family.duty_station 'Norway' is not known"),
    ("status: active", "status: away", "good", "family.status 'away' is not known; one of: active, retired"),
    ("status: active", "status: active, near_eastern_border: 1", "good", "near_eastern_border must be true or false"),
    ("sex: F", "sex: X", "good", "people.ana.sex"),
    ("born: 1980-05-04", "born: 1980", "good", "people.ana.born must be a date"),
    ("born: 1980-05-04, ", "", "good", "people.ana.born is missing"),
    ("enrolled: 2015-01-01", "enrolled: 2015-01-01, relation: aunt", "good", "people.ana.relation"),
    ("received: 2018-04-02", "arrived: 2018-04-02", "good", "claims[0].received is missing"),
    ("person: ana", "person: eve", "good", "claims[0].lines[0].person 'eve' is not known"),
    ("benefit: gp_consultation", "benefit: gp", "good", "claims[0].lines[0].benefit 'gp' is not known"),
    ("benefit: gp_consultation", "benefit: refractive_surgery", "good", "claims[0].lines[0].eye is missing"),
    (LINE, "charged: 50.00", "good", "charged must be an amount in quotes"),
    (LINE, 'charged: "-50.00"', "good", "charged must be an amount in quotes"),
    (LINE, 'charged: "5e1"', "good", "charged must be an amount in quotes"),
    (LINE, 'charged: "NaN"', "good", "charged must be an amount in quotes"),
    (LINE, LINE + ", quantity: 0", "good", "quantity must be a whole number from 1"),
    (LINE, LINE + ", quantity: 1.5", "good", "quantity must be a whole number from 1"),
    (LINE, LINE + ", quantity: true", "good", "quantity must be a whole number from 1"),
    (LINE, LINE + ", emergency: maybe", "good", "emergency must be true or false"),
    (LINE, LINE + ", colour: red", "good", "colour is not a known key"),
    (LINE, LINE + ', charged: "51.00"', "good", "claims[0].lines[0].charged stands twice (line 15)"),
    (LINE, LINE + ", [a]: red", "good", "claims[0].lines[0].the key in line 15 must be a plain word"),
    (LINE, LINE + ", emergency: !truth true", "good", "claims[0].lines[0].emergency carries a tag"),
    ('EUR: "0.8"', 'EUR: "0.8", USD: "2"', "good", "rates.2018-03.USD is always 1"),
    ("reference_salary: {2018:", 'reference_salary: {"2018": "1", 2018:', "good", "reference_salary.2018 stands twice"),
    (LINE, LINE + ", duplicate_of: C1/L1", "good", "duplicate_of C1/L1 is no earlier line"),
    (LINE, LINE + ", exclusion: exc_not_reasonable_customary", "good", "exclusion"),
    (LINE, LINE + ", approval: maybe", "good", "approval 'maybe' is not known"),
    (LINE, LINE + ", travel: holiday", "good", "travel 'holiday' is not known"),
    (LINE, LINE + ', accepted: {Kenya: "5.00"}', "good", "accepted.Kenya is not a country"),
    (LINE, LINE + ", prescribed: yesterday", "good", "prescribed must be a date"),
    (LINE, LINE + ", prescribed: 2018-02-30", "good", "claims[0].lines[0].prescribed must be a date"),
    ("  C1/L1: {outcome", "  C1/L2: {outcome", "good", "expect.C1/L2 is no line of this case"),
    ("{outcome: paid}", "{result: paid}", "good", "expect.C1/L1.result is not a known key"),
    ("expect:", "expect_years: {2018: {sum: 1}}\nexpect:", "good", "expect_years.2018.sum is not a known key"),
    ("claims:", "claims: []\nnotes:", "good", "claims must be a list with at least one entry"),
]


def read(text: str, folder: Path) -> Case | CaseError:
    path = folder / "story.yaml"
    path.write_text(text, encoding="utf-8")
    (case,) = read_cases(path)
    return case


@pytest.mark.parametrize(("old", "new", "name", "problem"), FAULTS, ids=[fault[3] + fault[1] for fault in FAULTS])
def test_fault_is_named(old: str, new: str, name: str, problem: str, tmp_path: Path) -> None:
    assert GOOD.count(old) >= 1
    error = read(GOOD.replace(old, new, 1), tmp_path)
    assert isinstance(error, CaseError)
    assert error.case == name
    assert error.file.endswith("story.yaml")
    assert problem in str(error)


def test_norway_is_no_truth_value(tmp_path: Path) -> None:
    case = read(GOOD, tmp_path)
    assert isinstance(case, Case)
    assert case.lines[0].country == "NO" == case.family.duty_station


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("{2018-03: {EUR", "{2018-04: {EUR", "rates.2018-03.EUR is missing, C1/L1 needs it"),
        ("reference_salary: {2018:", "reference_salary: {2017:", "reference_salary.2018 is missing, C1/L1 needs it"),
    ],
)
def test_missing_fact_makes_a_case_malformed(old: str, new: str, key: str, tmp_path: Path) -> None:
    case = read(GOOD.replace(old, new), tmp_path)
    assert isinstance(case, Case)
    with pytest.raises(CaseError, match=key.replace(".", r"\.")):
        decide(case)


def test_amount_beyond_all_digits_is_refused_by_line(tmp_path: Path) -> None:
    text = GOOD.replace(LINE + ", currency: USD", 'charged: "9999999999999", currency: KES')
    case = read(text.replace('EUR: "0.8"', 'EUR: "9999999999999", KES: "0.0000000001"'), tmp_path)
    assert isinstance(case, Case)
    with pytest.raises(CaseError, match="good: C1/L1 comes to more digits"):
        decide(case)


def test_prescription_beyond_the_calendar_serves_to_its_end(tmp_path: Path) -> None:
    stated = LINE + ", prescribed: 2018-03-01, prescription_months: 1000000"
    case = read(GOOD.replace("gp_consultation", "rx_general").replace(LINE, stated), tmp_path)
    assert isinstance(case, Case)
    assert decide(case).lines["C1/L1"].outcome == "paid"


def test_line_refused_at_the_door_needs_no_reference_salary(tmp_path: Path) -> None:
    text = GOOD.replace("gp_consultation", "condoms").replace("reference_salary: {2018:", "reference_salary: {2017:")
    case = read(text.replace("outcome: paid", "outcome: refused"), tmp_path)
    assert isinstance(case, Case)
    assert decide(case).lines["C1/L1"].outcome == "refused"


def test_files_that_hold_nothing_or_are_not_there(tmp_path: Path) -> None:
    assert "holds no case" in str(read("", tmp_path))
    (missing,) = read_cases(tmp_path / "none.yaml")
    assert "cannot be read" in str(missing)
    assert "must be a mapping" in str(read("- 1\n", tmp_path))
    assert "cannot be read" in str(read("{", tmp_path))


def test_one_bad_document_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(GOOD + "---\ncase: bad\n---\n" + GOOD.replace("good", "third"), encoding="utf-8")
    first, second, third = read_cases(path)
    assert isinstance(first, Case)
    assert isinstance(second, CaseError)
    assert second.case == "bad"
    assert isinstance(third, Case)
