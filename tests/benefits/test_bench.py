"""The bench of the engine measures what it says."""

import pytest

from portal.benefits.bench import PLAN, decide_all, family, history, minimal, run
from portal.benefits.plans import load_plan


def test_small_run_reports_every_figure() -> None:
    found = run(["--lines", "200", "--repeat", "1"])
    assert found["lines"] == 200
    assert set(found) >= {"lines_per_second", "times_the_minimal_loop", "peak_memory_mb", "versions"}
    after = found["microseconds_for_a_new_line_after"]
    assert isinstance(after, dict)
    assert list(after) == ["10", "100", "1000", "10000"]


def test_histories_are_the_same_every_time() -> None:
    assert history(7, 50) == history(7, 50)
    assert [line.on for line in history(7, 50)] == sorted(line.on for line in history(7, 50))


@pytest.mark.parametrize("seed", range(3))
def test_minimal_loop_agrees_where_only_core_rules_apply(seed: int) -> None:
    core = {"gp_consultation", "spec_consultation", "lab_outpatient", "imaging_outpatient", "hosp_doctor_fee"}
    lines = [line for line in history(seed, 400) if line.benefit in core]
    whose, plan = family(), load_plan(PLAN)
    used = decide_all(lines, whose, plan)
    for person in whose.people:
        for year in (2018, 2019):
            least = sum(
                told[2]
                for told in minimal(lines, whose, plan)
                if told[0].person == person and told[0].on.year == year  # type: ignore[attr-defined]
            )
            assert used.paid(person, year) == least
