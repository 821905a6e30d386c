"""Load a plan from its file. A second plan, or a later version, is a new file in `plans/` and no code."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import yaml

from portal.benefits import plan_parts as parts
from portal.benefits.place import PlaceRule
from portal.benefits.strict import Node, documents
from portal.benefits.terms import Appeals, Exclusion, Plan, Reading, Rules, Situation, Terms

FOLDER = Path(__file__).resolve().parent / "plans"

# Questions whose answer changes the engine and not only the data of a row, with the answers that are built.
BUILT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "reference_salary_basis": frozenset({"monthly", "annual"}),
        "missing_approval": frozenset({"review", "refuse"}),
        "ceiling_limits": frozenset({"reimbursement"}),
        "stop_loss_arithmetic": frozenset({"part_above_limit"}),
        "window_start": frozenset({"first_purchase"}),
        "conversion_month": frozenset({"month_of_expense"}),
        "rounding": frozenset({"half_up_each_step"}),
        "coordination_order": frozenset({"before_rate"}),
        "order_of_use": frozenset({"order_of_decision"}),
    }
)

Made = TypeVar("Made")


class PlanError(ValueError):
    """A plan file that cannot be used; says which file, which key, and what is wrong."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        self.file, self.key, self.problem = file, key, problem
        super().__init__(f"{file}: {key} {problem}" if key else f"{file}: {problem}")


@lru_cache(maxsize=32)
def load_plan(code: str) -> Plan:
    """The plan of this code, read once per process. Raises PlanError."""
    if code not in plan_codes():
        raise PlanError(f"{code}.yaml", "", f"is not a plan of this portal; there are: {', '.join(plan_codes())}")
    return read_plan(FOLDER / f"{code}.yaml")


def plan_codes() -> list[str]:
    """Codes of the plans that the portal holds."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def read_plan(path: Path) -> Plan:
    """Read and check one plan file. Raises PlanError with file and key."""
    name = path.name
    try:
        loaded = list(documents(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise PlanError(name, "", f"cannot be read: {error}") from error
    if len(loaded) != 1:
        raise PlanError(name, "", "must hold exactly one document")
    top = Node(loaded[0], "", lambda key, problem: PlanError(name, key, problem))
    plan = _plan(top, name)
    if plan.code != path.stem:
        raise PlanError(name, "plan.code", f"is {plan.code}, the file is named {path.stem}")
    return plan


def _each(node: Node, make: Callable[[Node, str], Made]) -> Mapping[str, Made]:
    """A mapping of named parts."""
    made = {key: make(node.node(key), key) for key in node}
    node.done()
    return MappingProxyType(made)


def _plan(top: Node, name: str) -> Plan:
    head = top.node("plan")
    valid_from = head.day("valid_from")
    prescriptions = _each(top.node("prescriptions"), parts.prescription)
    allowances = _each(top.optional("allowances"), lambda node, key: parts.allowance(node, key, prescriptions))
    readings = _readings(top)
    shelf = parts.Shelf(prescriptions, allowances, readings, valid_from)
    sections = _sections(top)
    plan = Plan(
        code=head.text("code"),
        title=head.text("title"),
        version=head.text("version"),
        valid_from=valid_from,
        file=name,
        sections=sections,
        situations=_each(top.optional("situations"), _situation),
        requests=_each(top.optional("requests"), parts.ask),
        rules=_rules(top.node("rules")),
        prescriptions=prescriptions,
        allowances=allowances,
        rows=_each(top.node("rows"), lambda node, code: parts.row(node, code, shelf)),
        exclusions=_each(top.optional("exclusions"), _exclusion),
        areas=MappingProxyType(parts.areas(top.optional("areas"))),
        readings=readings,
        salaries_are_monthly=readings["reference_salary_basis"].chosen == "monthly",
    )
    head.done()
    top.done()
    _refuse_idle(plan)
    _refuse_lost(plan)
    return plan


def _sections(top: Node) -> Mapping[str, str]:
    node = top.node("sections")
    titles = {key: node.text(key) for key in node}
    node.done()
    return MappingProxyType(titles)


def _situation(node: Node, key: str) -> Situation:
    read = Situation(key, node.text("title"), node.texts("words"), node.texts("benefits"))
    if not read.benefits:
        raise node.wrong("benefits", "must be a list with at least one entry")
    node.done()
    return read


def _readings(top: Node) -> Mapping[str, Reading]:
    node = top.node("readings")
    missing = [key for key in BUILT if key not in node]
    readings = _each(node, _reading)
    if missing:
        raise node.wrong(missing[0], "is missing: the plan must say how it is read")
    return readings


def _reading(node: Node, key: str) -> Reading:
    read = Reading(key, node.text("number", "none"), node.text("question"), node.text("chosen"), node.texts("others"))
    if key in BUILT and read.chosen not in BUILT[key]:
        raise node.wrong("chosen", f"{read.chosen} is not built; built: {', '.join(sorted(BUILT[key]))}")
    node.done()
    return read


def _exclusion(node: Node, code: str) -> Exclusion:
    read = Exclusion(code, node.text("label"), node.text("section"), node.flag("by_reviewer", True))
    node.done()
    return read


def _rules(node: Node) -> Rules:
    overall, stop_loss = node.node("overall_maximum"), node.node("stop_loss")
    overall_clause = overall.text("clause")
    maximum = parts.plan_amount(overall, "amount")
    if maximum is None or maximum.currency is not None:
        raise overall.wrong("amount", "must be given in reference_salaries")
    read = Rules(
        claim_months=node.whole("claim_months", 1),
        approval_days=node.whole("approval_days", 0, 0),
        general_clause=node.text("general_clause"),
        overall_maximum=maximum,
        overall_clause=overall_clause,
        stop_loss_limit=parts.percent(stop_loss, "limit_percent"),
        stop_loss_rate=parts.percent(stop_loss, "pays_percent"),
        stop_loss_clause=stop_loss.text("clause"),
        hardship=node.text("hardship", "none"),
        price_clauses=_price_clauses(node.optional("price_clauses")),
        appeals=_appeals(node.node("appeals")) if "appeals" in node else None,
    )
    for inner in (overall, stop_loss, node):
        inner.done()
    return read


def _appeals(node: Node) -> Appeals:
    review = node.node("external_review")
    least = parts.plan_amount(review, "value_from")
    if least is None or least.currency is None:
        raise review.wrong("value_from", "must be an amount with its currency")
    read = Appeals(
        days=node.whole("days", 1),
        decision_days=node.whole("decision_days", 1),
        review_days=review.whole("days", 1),
        review_from=least,
        review_percent=parts.percent(review, "member_percent"),
        clause=node.text("clause"),
    )
    for inner in (review, node):
        inner.done()
    return read


def _price_clauses(node: Node) -> Mapping[str, str]:
    cited = {rule.value: node.text(rule.value) for rule in PlaceRule if rule.value in node}
    node.done()
    return MappingProxyType(cited)


def _refuse_idle(plan: Plan) -> None:
    """An allowance or prescription rule that nothing uses is a slip of the pen."""
    for key in plan.allowances:
        if not any(key == use.allowance.key for terms in _all_terms(plan) for use in terms.uses):
            raise PlanError(plan.file, f"allowances.{key}", "is used by no row")


def _refuse_lost(plan: Plan) -> None:
    """What a page could not lead to: a row under no known section, a situation with a benefit that does not exist."""
    for row in plan.rows.values():
        for code in row.instead:
            if code not in plan.rows:
                raise PlanError(plan.file, f"rows.{row.code}.instead", f"{code} is not a row of this plan")
        if row.section not in plan.sections:
            raise PlanError(plan.file, f"rows.{row.code}.section", f"{row.section} has no title under sections")
    for ask in plan.requests.values():
        for code in (*ask.benefits, *ask.rooms.values()):
            if code not in plan.rows:
                raise PlanError(plan.file, f"requests.{ask.key}", f"{code} is not a row of this plan")
    for section in plan.sections:
        if not any(section == row.section for row in plan.rows.values()):
            raise PlanError(plan.file, f"sections.{section}", "has no rows")
    for situation in plan.situations.values():
        for code in situation.benefits:
            if code not in plan.rows:
                raise PlanError(plan.file, f"situations.{situation.key}.benefits", f"{code} is not a row of this plan")


def _all_terms(plan: Plan) -> Iterator[Terms]:
    return (terms for row in plan.rows.values() for terms in row.versions)
