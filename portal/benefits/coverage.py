"""The coverage book: every clause of a plan, and the cases that try it. To run the portal, no case is needed.

What the cases try is kept beside the plan as `plans/coverage/<plan>.yaml` by `manage.py coverage_book`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml

from portal.benefits.casefile import CaseError, read_cases
from portal.benefits.casereport import Decided, decide
from portal.benefits.decision import LineDecision
from portal.benefits.place import PlaceRule, price_place
from portal.benefits.plans import FOLDER
from portal.benefits.reasons import GENERAL, Reason
from portal.benefits.terms import Plan
from portal.benefits.waterfall import SENTENCES

BOOK = FOLDER / "coverage"
Index = Mapping[str, tuple[str, ...]]


class Kind(StrEnum):
    """What a clause is in the plan file."""

    ROW = "row"
    ALLOWANCE = "allowance"
    PRESCRIPTION = "prescription"
    RULE = "rule"
    PLACE = "place"
    AREA = "area"
    EXCLUSION = "exclusion"
    READING = "reading"


# Readings that no row names, and the rules that show them. The others are shown by the rows that name them.
SHOWN_BY = {
    "stop_loss_arithmetic": "rule:stop_loss",
    "stop_loss_salary": "rule:stop_loss",
    "stop_loss_and_ceilings": "rule:stop_loss",
    "stop_loss_pool": "rule:stop_loss",
    "retired_limit": "rule:stop_loss_retired",
    "direct_payment_share": "rule:stop_loss",
    "overall_maximum_counts": "rule:overall_maximum",
    "reference_salary_year": "rule:overall_maximum",
    "conversion_month": "rule:conversion",
    "rounding": "rule:conversion",
    "year_of_a_stay": "rule:year_of_the_day",
    "claim_deadline": "rule:late_claim",
    "coordination_order": "rule:other_insurance",
    "price_country_order": "place:area",
    "care_abroad_by_choice": "place:by_choice",
    "order_of_use": "rule:period_ceiling",
}
OWN_RULES = {
    "stop_loss": "Stop-loss: the plan pays more above a family's limit",
    "stop_loss_retired": "Stop-loss of a retired family",
    "conversion": "Conversion at the operational rate of the month",
    "year_of_the_day": "Allowances of two calendar years",
    "hardship": "Exceptional hardship",
}
PLACES = {
    PlaceRule.AT_DUTY_STATION: "Prices of the duty station, care there",
    PlaceRule.EVACUATION: "Prices of the country of a medical evacuation",
    PlaceRule.OFFICIAL_DUTY: "Prices of the country of official duty, in an emergency",
    PlaceRule.AREA: "Prices of a country in the regional area of care",
    PlaceRule.APPROVED: "Prices of the country that was approved",
    PlaceRule.BY_CHOICE: "Prices of the duty station, care elsewhere by choice",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing the plan says. `key` names it (`row:lenses`), `title` in English, `clause` cites the plan.

    `by_person`: a person decides whether it applies. `is_engine`: the engine applies it, so a case must show it.
    """

    key: str
    kind: Kind
    clause: str
    title: str
    by_person: bool = False
    is_engine: bool = True


def clauses(plan: Plan) -> Iterator[Clause]:
    """Everything the plan says, in the order of its file."""
    rules = plan.rules
    for row in plan.rows.values():
        judged = any(terms.conditions or terms.approval or terms.approval_above is not None for terms in row.versions)
        yield Clause(f"row:{row.code}", Kind.ROW, row.section, row.label, judged)
    for allowance in plan.allowances.values():
        clause = next(row.section for row in plan.rows.values() if allowance.key in _allowances(plan, row.code))
        yield Clause(f"allowance:{allowance.key}", Kind.ALLOWANCE, clause, allowance.label)
    for key, rule in plan.prescriptions.items():
        yield Clause(f"prescription:{key}", Kind.PRESCRIPTION, rules.general_clause, f"{key}: {rule.months} months")
    for reason in Reason:
        judged = reason in (Reason.APPROVAL_LIMIT, Reason.APPROVAL_REFUSED, Reason.CONDITION_NOT_MET, Reason.EXCLUDED)
        yield Clause(f"rule:{reason}", Kind.RULE, _clause(reason, plan), SENTENCES[reason], judged)
    for key, title in OWN_RULES.items():
        clause = rules.stop_loss_clause if key.startswith("stop_loss") else rules.general_clause
        alone = key == "hardship"
        yield Clause(f"rule:{key}", Kind.RULE, rules.overall_clause if alone else clause, title, alone, not alone)
    for place, title in PLACES.items():
        judged = place in (PlaceRule.EVACUATION, PlaceRule.APPROVED)
        clause = rules.price_clauses.get(place, rules.general_clause)
        yield Clause(f"place:{place}", Kind.PLACE, clause, title, judged)
    yield from _areas(plan)
    for exclusion in plan.exclusions.values():
        yield Clause(
            f"exclusion:{exclusion.code}", Kind.EXCLUSION, exclusion.section, exclusion.label, exclusion.by_reviewer
        )
    for reading in plan.readings.values():
        yield Clause(f"reading:{reading.key}", Kind.READING, reading.number, reading.question)


def uncovered(plan: Plan, index: Index) -> list[Clause]:
    """Clauses that the engine applies and no case tries. Empty, or the plan is not ready."""
    return [clause for clause in clauses(plan) if clause.is_engine and not index.get(clause.key)]


def read_index(plan: Plan, folder: Path) -> Index:
    """Which cases under a folder try each clause: only lines and years whose result the case states count.

    A case is named by its file and name, `public/rates: rates-gp`. Cases that cannot be decided are passed over.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.rglob("*.yaml")):
        named = path.relative_to(folder).with_suffix("").as_posix()
        for case in read_cases(path, named):
            if isinstance(case, CaseError) or case.plan.code != plan.code:
                continue
            for key in tried(decide(case)):
                found[key].add(f"{named}: {case.name}")
    for reading in plan.readings.values():
        shown = [f"row:{row.code}" for row in plan.rows.values() if reading.key in row.readings]
        shown += [SHOWN_BY[reading.key]] if reading.key in SHOWN_BY else []
        found[f"reading:{reading.key}"] |= {case for key in shown for case in found.get(key, ())}
    return {clause.key: tuple(sorted(found[clause.key])) for clause in clauses(plan) if found.get(clause.key)}


def tried(decided: Decided) -> set[str]:
    """Keys of the clauses that the stated results of a case depend on."""
    case = decided.case
    keys = {key for ref in case.expect for key in _tried_by_line(decided, decided.lines[ref])}
    for year in case.expect_years:
        if (decision := decided.years.get(year)) is not None and decision.supplement:
            keys |= {"rule:stop_loss", *(["rule:stop_loss_retired"] if case.family.status == "retired" else [])}
    if len({decided.lines[ref].line.on.year for ref in case.expect}) > 1:
        keys.add("rule:year_of_the_day")
    return keys


def _tried_by_line(decided: Decided, decision: LineDecision) -> Iterator[str]:
    line, family, plan = decision.line, decided.case.family, decided.case.plan
    yield f"row:{line.benefit}"
    yield from (f"rule:{reason}" for reason in decision.reasons)
    if decision.usage is not None:
        yield from (f"allowance:{key.partition(':')[0]}" for key in decision.usage.takes)
    if decision.terms.prescription is not None:
        yield f"prescription:{decision.terms.prescription.key}"
    if line.exclusion is not None:
        yield f"exclusion:{line.exclusion}"
    if line.accepted and Reason.REASONABLE_CUSTOMARY in decision.reasons:
        # However the cut is named: what is above the accepted level is an exclusion of the plan too.
        yield from (f"exclusion:{one.code}" for one in plan.exclusions.values() if not one.by_reviewer)
    if decision.steps is not None and decision.steps.exchange is not None:
        yield "rule:conversion"
    country, rule = price_place(line, family, plan)
    yield f"place:{rule}"
    if rule is PlaceRule.AREA:
        yield f"area:{family.duty_station}:{country}"


def as_text(index: Index) -> str:
    """The index as the file that is kept beside the plan."""
    head = "# Which cases try each clause. Written by `manage.py coverage_book`; do not edit.\n"
    return head + yaml.safe_dump(
        {key: list(cases) for key, cases in sorted(index.items())}, allow_unicode=True, width=118, sort_keys=True
    )


@lru_cache(maxsize=32)
def load_index(plan_code: str) -> Index:
    """The index kept beside a plan, read once per process; empty when there is none."""
    path = BOOK / f"{plan_code}.yaml"
    read = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {key: tuple(cases) for key, cases in read.items()}


def _allowances(plan: Plan, code: str) -> set[str]:
    return {use.allowance.key for terms in plan.rows[code].versions for use in terms.uses}


def _clause(reason: Reason, plan: Plan) -> str:
    """Where a reason is written: the general rules, a clause of its own, or each row's section (empty)."""
    if reason is Reason.OVERALL_MAXIMUM:
        return plan.rules.overall_clause
    return plan.rules.general_clause if reason in GENERAL else ""


def _areas(plan: Plan) -> Iterator[Clause]:
    clause = plan.rules.price_clauses.get(PlaceRule.AREA, plan.rules.general_clause)
    for station, countries in plan.areas.items():
        for area in countries.values():
            title = f"{station}: {area.country}" + (f" ({area.note})" if area.note else "")
            yield Clause(f"area:{station}:{area.country}", Kind.AREA, clause, title, area.area_condition)
