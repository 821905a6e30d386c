"""How fast the engine decides: whole histories, one more line after many, and against the least a loop could do.

Run by `manage.py bench engine`. Nothing here decides for a member; the minimal loop only marks the ground.
"""

import argparse
import platform
import random
import resource
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from time import process_time

from portal.benefits.days import add_months
from portal.benefits.engine import adjudicate
from portal.benefits.facts import Approval, FamilyFacts, LineFacts, PersonFacts, Rates, Sex
from portal.benefits.plans import load_plan
from portal.benefits.terms import Plan
from portal.benefits.usage import Usage

PLAN = "un-mip-2018-07"
FIRST_DAY, DAYS = date(2018, 1, 1), 730
EARLIER = (10, 100, 1_000, 10_000)
CENT = Decimal("0.01")

# Kind of care and how often a family claims it, out of a hundred lines.
MIX = {
    "gp_consultation": 22,
    "rx_general": 24,
    "spec_consultation": 12,
    "lab_outpatient": 12,
    "imaging_outpatient": 5,
    "dental_ordinary": 7,
    "physiotherapy": 5,
    "vaccination_child": 2,
    "hosp_other_expenses": 3,
    "hosp_doctor_fee": 2,
    "psychotherapy": 2,
    "lenses": 1,
    "frames": 1,
    "eye_test": 1,
    "checkup_blood": 1,
}


def rates() -> Rates:
    """Made-up monthly rates of two years."""
    months = [(2018 + n // 12, n % 12 + 1) for n in range(24)]
    return Rates({month: {"KES": Decimal(100 + n), "EUR": Decimal("0.85")} for n, month in enumerate(months)})


def family() -> FamilyFacts:
    """Two adults and two children in Nairobi, paid in dollars."""
    born = {"ana": (1980, Sex.FEMALE), "ben": (1978, Sex.MALE), "cleo": (2008, Sex.FEMALE), "dan": (2012, Sex.MALE)}
    return FamilyFacts(
        currency="USD",
        duty_station="KE",
        people={name: PersonFacts(date(year, 5, 4), sex, date(2015, 1, 1)) for name, (year, sex) in born.items()},
        reference_salary={year: Decimal("3000.00") for year in range(2015, 2031)},
        rates=rates(),
        stop_loss_base={year: Decimal("4000.00") for year in range(2015, 2031)},
    )


def history(seed: int, count: int, people: tuple[str, ...] = ("ana", "ben", "cleo", "dan")) -> list[LineFacts]:
    """Lines of a family in the order of their days; bills in shillings for six in ten, an accepted level for half."""
    dice = random.Random(seed)  # noqa: S311 (no secret)
    kinds, weights = list(MIX), list(MIX.values())
    days = sorted(FIRST_DAY + timedelta(dice.randrange(DAYS)) for _ in range(count))
    return [_line(dice, dice.choices(kinds, weights)[0], dice.choice(people), on) for on in days]


def _line(dice: random.Random, benefit: str, person: str, on: date) -> LineFacts:
    charged = Decimal(dice.randrange(500, 25_000)).scaleb(-2)
    local = dice.random() < 0.6
    charged = charged * 100 if local else charged
    return LineFacts(
        person=person,
        benefit=benefit,
        on=on,
        received=on + timedelta(dice.randrange(5, 120)),
        charged=charged,
        currency="KES" if local else "USD",
        country="KE",
        accepted={"KE": charged * dice.choice((8, 10, 12)) / 10} if dice.random() < 0.5 else {},
        prescribed=on - timedelta(dice.randrange(60)),
        approval=Approval.APPROVED if dice.random() < 0.1 else None,
    )


def decide_all(lines: list[LineFacts], whose: FamilyFacts, plan: Plan) -> Usage:
    """A whole history, one line after the other."""
    used = Usage()
    for line in lines:
        used.add(adjudicate(line, whose, used, plan).usage)
    return used


def minimal(lines: list[LineFacts], whose: FamilyFacts, plan: Plan) -> list[tuple[object, ...]]:
    """The core rules in one bare loop: in time, insured, converted, accepted level, rate, maximum, cuts with reasons.

    No counts, windows, prescriptions, approvals, places or clauses: the least that could be called deciding.
    """
    factors = {key: row.versions[0].rate / 100 for key, row in plan.rows.items()}
    paid: dict[tuple[str, int], Decimal] = {}
    decided: list[tuple[object, ...]] = []
    for line in lines:
        on, person = line.on, whose.people[line.person]
        if line.received > add_months(on, 12) or on < person.enrolled:
            decided.append((line, "refused", Decimal(0), line.charged, [("late_claim", line.charged)]))
            continue
        exchange = None if line.currency == "USD" else whose.rates.of(line.currency, on)
        charged = (line.charged if exchange is None else line.charged / exchange).quantize(CENT, ROUND_HALF_UP)
        cuts, amount = [], charged
        level = line.accepted.get("KE")
        if level is not None:
            level = (level if exchange is None else level / exchange).quantize(CENT, ROUND_HALF_UP)
            if level < amount:
                cuts.append(("reasonable_customary", amount - level, "member"))
                amount = level
        rated = (amount * factors[line.benefit]).quantize(CENT, ROUND_HALF_UP)
        if rated != amount:
            cuts.append(("coinsurance", amount - rated, "member"))
        key = line.person, on.year
        before = paid.get(key, Decimal(0))
        left = whose.reference_salary[on.year] * 6 - before
        if left < rated:
            cuts.append(("overall_maximum", rated - left, "member"))
            rated = left
        paid[key] = before + rated
        decided.append((line, "paid", rated, charged - rated, cuts))
    return decided


def _best(run: Callable[[], object], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        started = process_time()
        run()
        times.append(process_time() - started)
    return min(times)


def _after_many(whose: FamilyFacts, plan: Plan, repeat: int) -> Iterator[tuple[int, float]]:
    """Microseconds for one more line of a person who already has so many."""
    probes = history(99, 200, ("ana",))
    for earlier in EARLIER:
        used = decide_all(history(earlier, earlier, ("ana",)), whose, plan)
        seconds = _best(lambda: [adjudicate(line, whose, used, plan) for line in probes], repeat)  # noqa: B023
        yield earlier, round(seconds / len(probes) * 1_000_000, 2)


def run(argv: list[str]) -> dict[str, object]:
    """Measure and report; `--lines` sets the size of the histories, `--repeat` how often the best is sought."""
    parser = argparse.ArgumentParser(prog="bench engine")
    parser.add_argument("--lines", type=int, default=40_000)
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args(argv)
    plan, whose, size = load_plan(PLAN), family(), 200
    histories = [history(seed, size) for seed in range(max(asked.lines // size, 1))]
    lines = size * len(histories)
    engine = _best(lambda: [decide_all(each, whose, plan) for each in histories], asked.repeat)
    least = _best(lambda: [minimal(each, whose, plan) for each in histories], asked.repeat)
    return {
        "bench": "engine",
        "lines": lines,
        "families": len(histories),
        "unit": "decided lines per second of processor time, one process",
        "lines_per_second": round(lines / engine),
        "minimal_loop_lines_per_second": round(lines / least),
        "times_the_minimal_loop": round(engine / least, 2),
        "microseconds_for_a_new_line_after": {str(n): us for n, us in _after_many(whose, plan, asked.repeat)},
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "versions": {"python": platform.python_version(), "plan": plan.code},
        "processes": 1,
        "platform": sys.platform,
    }
