"""The plan as data: loaded strictly, dated, and replaceable by another file without code."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from portal.benefits import plans
from portal.benefits.plans import PlanError, load_plan, plan_codes, read_plan
from portal.benefits.terms import Plan
from tests.benefits.stories import PLAN, family, line, settle

SMALL = (Path(__file__).parent / "plans" / "small-2020.yaml").read_text(encoding="utf-8")
RULES = "admissibility ceilings counts decision engine place stop_loss terms usage windows".split()  # noqa: SIM905
PYTHON = Path(plans.__file__).parent


def read(text: str, folder: Path) -> Plan:
    path = folder / "small-2020.yaml"
    path.write_text(text, encoding="utf-8")
    return read_plan(path)


def test_plan_is_loaded_once() -> None:
    assert load_plan("un-mip-2018-07") is PLAN
    assert plan_codes() == ["un-mip-2018-07"]
    with pytest.raises(PlanError, match=r"other\.yaml: is not a plan of this portal"):
        load_plan("other")


def test_plan_is_complete() -> None:
    assert len(PLAN.rows) == 118
    assert len(PLAN.exclusions) == 13
    assert sorted(int(reading.number[1:]) for reading in PLAN.readings.values()) == list(range(1, 58))
    assert all(row.words for row in PLAN.rows.values())
    assert all(row.send for row in PLAN.rows.values() if row.versions[0].covered)
    assert len({row.label for row in PLAN.rows.values()}) == 118


def test_no_number_of_the_plan_in_python() -> None:
    """Percentages and amounts stand in the plan file; Python knows how to count, not how much."""
    numbers = re.compile(r"(?<![\w.\"'-])(0\.5|0\.7|0\.8|6|36|50|60|70|75|80|90|150|300)(?![\w.])")
    for name in RULES:
        code = re.sub(r'""".*?"""|#.*', "", (PYTHON / f"{name}.py").read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not numbers.findall(code), name


def test_a_second_plan_is_a_file(tmp_path: Path) -> None:
    small = read(SMALL, tmp_path)
    before = line("doctor", on=date(2020, 6, 30))
    after = line("doctor", on=date(2020, 7, 1))
    glasses = [line("glasses", "90.00", on=date(2020, month, 1)) for month in (2, 3)]
    decided = settle([before, after, *glasses], family(), small)
    assert [str(each.reimbursed) for each in decided] == ["50.00", "60.00", "40.00", "0.00"]
    assert [each.adjustments[-1].clause for each in decided] == ["A.1", "A.1", "A.2", "A.2"]
    assert small.rows["doctor"].at(date(2020, 7, 1)).since == date(2020, 7, 1)
    assert small.rows["doctor"].at(date(1999, 1, 1)).rate == 50


def test_readings_are_switches(tmp_path: Path) -> None:
    small = read(SMALL.replace("chosen: monthly", "chosen: annual"), tmp_path)
    (decided,) = settle([line("doctor", "3000.00", on=date(2020, 3, 1))], family(), small)
    assert str(decided.reimbursed) == "166.67"  # two twelfths of a yearly 1,000
    strict = read(SMALL.replace("chosen: review", "chosen: refuse"), tmp_path)
    (decided,) = settle([line("scan", on=date(2020, 3, 1))], family(), strict)
    assert (decided.outcome, decided.reasons) == ("refused", ("prior_approval_missing",))


FAULTS = [
    ("code: small-2020", "code: other", "plan.code", "the file is named small-2020"),
    ("claim_months: 6", "claim_months: six", "rules.claim_months", "must be a whole number"),
    ("claim_months: 6", "claim_months: 6\n  colour: red", "rules.colour", "is not a known key"),
    ('rate: "50"', 'rate: "101"', "rows.doctor.terms[0].rate", "is a percentage above 100"),
    ('rate: "50"', "rate: 50", "rows.doctor.terms[0].rate", "must be an amount in quotes"),
    ('rate: "50"', "", "rows.doctor.terms[0].rate", "is missing"),
    ("uses: {GLASSES: 1}", "uses: {LENSES: 1}", "rows.glasses.terms[0].uses.LENSES", "is not an allowance"),
    ("uses: {GLASSES: 1}", "", "allowances.GLASSES", "is used by no row"),
    ("until: 2020-06-30", "until: 2020-06-29", "rows.doctor.terms", "gap or overlap between 2020-06-29"),
    ("until: 2020-06-30", "until: 2020-07-01", "rows.doctor.terms", "gap or overlap between 2020-07-01"),
    ("from: 2020-07-01", "from: 2020-01-01", "rows.doctor.terms", "overlap: 2020-01-01 does not follow"),
    ("from: 2020-07-01", "until: 2021-01-01\n        from: 2020-07-01", "rows.doctor.terms", "nothing after"),
    ("valid_from: 2020-01-01", "valid_from: 2019-12-31", "rows.doctor.terms", "must begin on the first day"),
    ("prescription: ordinary", "prescription: other", "rows.drug.terms[0].prescription", "'other' is not known"),
    ("period: window", "period: fortnight", "allowances.GLASSES.period", "'fortnight' is not known"),
    ("    months: 12\n    units: 1", "    units: 1", "allowances.GLASSES.months", "is missing"),
    ("    units: 1\n", "", "allowances.GLASSES.unit_amount", "needs a number of units"),
    ("currency: USD", "currency: USX", "allowances.GLASSES.unit_amount.currency", "'USX' is not known"),
    ('amount: "40.00"', 'amount: "0"', "allowances.GLASSES.unit_amount", "must be more than zero"),
    ("chosen: monthly", "chosen: weekly", "readings.reference_salary_basis.chosen", "weekly is not built"),
    ("  rounding:", "  roundings:", "readings.rounding", "is missing"),
    ("readings: [rounding]", "readings: [taste]", "rows.doctor.readings", "taste is not a reading"),
    ("setting: outpatient", "setting: garden", "rows.doctor.setting", "'garden' is not known"),
    ("sex: F", "sex: W", "rows.scan.terms[0].sex", "'W' is not known"),
    ('reference_salaries: "2"', 'amount: "2", currency: USD', "rules.overall_maximum.amount", "reference_salaries"),
    ("limit_percent", "limit", "rules.stop_loss.limit_percent", "is missing"),
    ("areas: {}", "regions: {}", "regions", "is not a known key"),
    ("areas: {}", "areas: {UK: {FR: {}}}", "areas.UK", "is not a country"),
    ("areas: {}", "areas: {GB: {France: {}}}", "areas.GB.France", "is not a country"),
    ("areas: {}", "areas: {GB: {FR: {near: true}}}", "areas.GB.FR.near", "is not a known key"),
    ("sex: F", "where: {country: UK}", "rows.scan.terms[0].where.country", "'UK' is not known"),
]


@pytest.mark.parametrize(("old", "new", "key", "problem"), FAULTS, ids=[f"{fault[2]} {fault[3]}" for fault in FAULTS])
def test_fault_is_named(old: str, new: str, key: str, problem: str, tmp_path: Path) -> None:
    assert old in SMALL
    with pytest.raises(PlanError) as refused:
        read(SMALL.replace(old, new, 1), tmp_path)
    assert refused.value.file == "small-2020.yaml"
    assert refused.value.key == key
    assert problem in refused.value.problem


@pytest.mark.parametrize("text", ["", "a: 1\n---\nb: 2\n", "{", "rows: {}\nrows: {}\n"])
def test_file_that_cannot_be_read(text: str, tmp_path: Path) -> None:
    with pytest.raises(PlanError):
        read(text, tmp_path)


def test_numbers_of_the_plan_as_printed() -> None:
    """The few figures everyone knows, read back; the rest is tried by cases."""
    rules = PLAN.rules
    assert (rules.claim_months, rules.stop_loss_limit, rules.stop_loss_rate) == (12, 50, 80)
    assert rules.overall_maximum.value == 6
    appeals = rules.appeals
    assert appeals is not None
    assert (appeals.days, appeals.decision_days, appeals.review_days, appeals.review_percent) == (60, 60, 60, 50)
    assert (appeals.review_from.value, appeals.review_from.currency) == (500, "USD")
    assert PLAN.allowances["LENSES"].unit_amount is not None
    assert PLAN.allowances["LENSES"].unit_amount.value == Decimal(75)
    assert {row.versions[0].rate for row in PLAN.rows.values()} == {0, 70, 80, 100}
