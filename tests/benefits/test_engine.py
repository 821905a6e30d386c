"""The engine's edges that a case file cannot tell: missing facts, a decision that does not sum, clean imports."""

import pickle
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

from portal.benefits import engine, waterfall
from portal.benefits.decision import Adjustment, DoesNotSum, LineDecision
from portal.benefits.facts import Eye, FactsMissing
from portal.benefits.reasons import Bearer, Outcome, Reason
from portal.benefits.stop_loss import attributed, stop_loss
from portal.benefits.usage import Usage, UsageEntry
from tests.benefits.stories import PLAN, family, line, settle

ENGINE = (
    "admissibility bench casefile casereport ceilings counts countries days decision engine facts money place "
    "plan_parts plans reasons stop_loss strict terms usage waterfall windows"
)


def test_engine_imports_in_a_clean_interpreter() -> None:
    imports = "; ".join(f"import portal.benefits.{name}" for name in ENGINE.split())
    check = f"import sys; {imports}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    found = subprocess.run([sys.executable, "-S", "-c", _with_path(check)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    third = set(found.stdout.split()) - set(sys.stdlib_module_names)
    assert {name for name in third if "cython" not in name} == {"portal", "yaml", "__main__"}


def _with_path(code: str) -> str:
    return f"import sys; sys.path[:0] = {[path for path in sys.path if path]!r} + ['']; {code}"


def test_a_joint_decision_in_hardship_raises_the_overall_maximum() -> None:
    """Of a salary of 1,000 the maximum is 6,000; another person's maximum and another year's stay."""
    raised = family(above_maximum={"ana": {2018: Decimal("700.00")}})
    care = "hosp_outpatient_surgery_doctor_fee"
    bills = [line(care, "5900.00"), line(care, "5900.00")]
    plain, more = settle(bills)[1], settle(bills, raised)[1]
    assert (plain.reimbursed, more.reimbursed) == (Decimal("100.00"), Decimal("800.00"))
    for other in ({"person": "ben"}, {"on": date(2019, 3, 15)}):
        assert settle([line(care, "9000.00", **other)], raised)[0].reimbursed == 6000


def test_missing_rate_is_named() -> None:
    with pytest.raises(FactsMissing) as missing:
        settle([line(currency="CHF")])
    assert (missing.value.problem, missing.value.currency, missing.value.month) == ("rate_missing", "CHF", "2018-03")


def test_missing_reference_salary_is_named() -> None:
    with pytest.raises(FactsMissing) as missing:
        settle([line()], family(reference_salary={}))
    assert (missing.value.problem, missing.value.year) == ("reference_salary_missing", 2018)


def test_missing_eye_is_named() -> None:
    facts = line("refractive_surgery", prescribed=date(2018, 3, 1), emergency=True)
    with pytest.raises(FactsMissing) as missing:
        settle([facts])
    assert missing.value.problem == "eye_missing"


def test_benefit_of_no_plan() -> None:
    with pytest.raises(KeyError):
        settle([line("gp")])


def test_decision_that_does_not_sum_cannot_be_built() -> None:
    (good,) = settle([line()])
    wrong = list(good)
    wrong[LineDecision._fields.index("adjustments")] = ()
    with pytest.raises(DoesNotSum):
        LineDecision(*wrong)
    with pytest.raises(DoesNotSum):
        good._replace(member_share=Decimal(-1))
    with pytest.raises(DoesNotSum):
        good._replace(reimbursed=good.reimbursed + 1)
    assert good._replace(price_country="CH").price_country == "CH"
    assert pickle.loads(pickle.dumps(good)) == good


def test_decision_tells_every_step() -> None:
    (decided,) = settle([line("lenses", "15000.00", currency="KES", quantity=3, prescribed=date(2018, 3, 1))])
    assert decided.steps is not None
    assert decided.steps.exchange == (Decimal(100), Decimal(1))
    assert [str(amount) for amount in (decided.charged, decided.steps.kept_amount, decided.steps.rated)] == [
        "150.00",
        "100.00",
        "80.00",
    ]
    assert decided.units_kept == 2
    assert [(ceiling.reason, str(ceiling.left)) for ceiling in decided.steps.ceilings] == [("item_ceiling", "150.00")]
    assert decided.usage == UsageEntry("ana", "lenses", line().on, 2, Decimal("80.00"), Decimal(0), {"LENSES": 2})
    assert [step.reason for step in waterfall.steps(decided)] == [Reason.COUNT_LIMIT, Reason.COINSURANCE]
    assert list(waterfall.lines(decided, "Lenses"))[1] == "    billed 15000.00 KES, converted with the rates of 2018-03"


def test_every_reason_has_a_sentence() -> None:
    assert set(waterfall.SENTENCES) == set(Reason)


def test_refused_and_waiting_lines_use_nothing() -> None:
    decided = settle([line("condoms"), line("mri_pet_ct_outpatient"), line("gp_consultation", "0.00")])
    assert [each.outcome for each in decided] == [Outcome.REFUSED, Outcome.REVIEW, Outcome.REFUSED]
    assert [each.usage for each in decided] == [None, None, None]
    assert decided[1].adjustments == (
        Adjustment(Reason.PRIOR_APPROVAL_MISSING, Decimal("100.00"), Bearer.PENDING, "1"),
    )
    assert Usage().add(None).paid("ana", 2018) == 0


def test_ceiling_that_left_nothing_still_counts_to_the_stop_loss() -> None:
    decided = settle([line("hosp_other_expenses", "6000.00"), line()])
    assert decided[1].usage == UsageEntry("ana", "gp_consultation", line().on, 0, Decimal("0.00"), Decimal("20.00"), {})


def test_engine_has_no_clock() -> None:
    names = {name for name in vars(engine) if name in {"datetime", "time", "today", "now"}}
    assert not names


def test_each_eye_has_its_own_track() -> None:
    facts = [
        line("refractive_surgery", "150.00", prescribed=date(2018, 3, 1), emergency=True, eye=eye)
        for eye in (Eye.LEFT, Eye.RIGHT, Eye.LEFT)
    ]
    assert [str(each.reimbursed) for each in settle(facts)] == ["120.00", "120.00", "30.00"]


def test_cents_never_make_a_share_negative() -> None:
    counted = {name: Decimal("10.00") for name in "abcd"}
    shares = attributed(Decimal("0.02"), counted, "USD")
    assert sum(shares.values()) == Decimal("0.02")
    assert min(shares.values()) >= 0


def test_year_lists_people_who_used_nothing() -> None:
    decided = stop_loss(family(), 2018, [], PLAN, ["ben"])
    assert [(person.person, str(person.reimbursed), str(person.supplement)) for person in decided.people] == [
        ("ben", "0.00", "0.00")
    ]
    assert str(decided.limit) == "500.00"


def test_supplement_without_reference_salary_is_named() -> None:
    entry = UsageEntry("ana", "gp_consultation", line().on, 1, Decimal("4000.00"), Decimal("1000.00"), {})
    with pytest.raises(FactsMissing):
        stop_loss(family(reference_salary={}), 2018, [entry], PLAN)
