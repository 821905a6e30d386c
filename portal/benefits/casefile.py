"""Case files: the story of one family as a claims assessor writes it, read strictly into facts of the engine.

Every refusal is a CaseError that names the file, the case and the key at fault.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from portal.benefits.countries import COUNTRIES
from portal.benefits.facts import PIVOT, Approval, Eye, FamilyFacts, LineFacts, PersonFacts, Rates, Sex, Status, Travel
from portal.benefits.money import CURRENCIES, ZERO
from portal.benefits.plans import load_plan, plan_codes
from portal.benefits.strict import Node, documents
from portal.benefits.terms import Plan

MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")
RELATIONS = {name: name for name in ("participant", "spouse", "child")}
LINE_EXPECTATIONS = frozenset(
    {
        "outcome",
        "charged",
        "reimbursed",
        "member_share",
        "price_country",
        "counts_to_stop_loss",
        "reasons",
        "adjustments",
    }
)
YEAR_EXPECTATIONS = frozenset({"out_of_pocket", "stop_loss_limit", "stop_loss_supplement", "people"})


class CaseError(ValueError):
    """A case that cannot be decided as written."""

    def __init__(self, file: str, case: str, key: str, problem: str) -> None:
        self.file, self.case, self.key, self.problem = file, case, key, problem
        super().__init__(": ".join(part for part in (file, case, f"{key} {problem}".strip()) if part))


@dataclass(frozen=True, slots=True)
class Case:
    """One story: the facts in the order of decision, and apart from them what is expected.

    `expect` maps "CLAIM/LINE" and `expect_years` a year to the keys of the report that are judged.
    """

    name: str
    about: str
    file: str
    plan: Plan
    family: FamilyFacts
    lines: tuple[LineFacts, ...]
    expect: Mapping[str, Mapping[str, Any]]
    expect_years: Mapping[int, Mapping[str, Any]]


def _same(names: frozenset[str]) -> dict[str, str]:
    return {name: name for name in names}


_CURRENCIES, _COUNTRIES = _same(CURRENCIES), _same(COUNTRIES)


def read_cases(path: Path, called: str | None = None) -> Iterator[Case | CaseError]:
    """Every document of a file as a case, or as the error that refuses it; `called` is how messages name the file."""
    file = called or str(path)
    try:
        loaded = list(documents(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        yield CaseError(file, "", "", f"cannot be read: {' '.join(str(error).split())}")
        return
    if not loaded:
        yield CaseError(file, "", "", "holds no case")
    for place, document in enumerate(loaded, start=1):
        try:
            yield _case(document, file, place)
        except CaseError as error:
            yield error


def _case(document: object, file: str, place: int) -> Case:
    name = document.get("case") if isinstance(document, dict) else None
    named = name if isinstance(name, str) else f"document {place}"

    def refuse(key: str, problem: str) -> CaseError:
        return CaseError(file, named, key, problem)

    top = Node(document, "", refuse)
    case_name = top.text("case")
    plan = load_plan(top.one_of("plan", {code: code for code in plan_codes()}))
    family = _family(top)
    lines = _claims(top, plan, family)
    case = Case(
        name=case_name,
        about=top.text("about", "none"),
        file=file,
        plan=plan,
        family=family,
        lines=lines,
        expect=_expect(top, {line.ref for line in lines}),
        expect_years=_expect_years(top),
    )
    top.done()
    return case


def _family(top: Node) -> FamilyFacts:
    node = top.node("family")
    family = FamilyFacts(
        currency=top.one_of("currency", _CURRENCIES, "USD"),
        duty_station=node.one_of("duty_station", _COUNTRIES),
        people=_people(top.node("people")),
        reference_salary=_years(top.optional("reference_salary")),
        status=node.one_of("status", Status),
        rates=_rates(top.optional("rates")),
        stop_loss_base=_years(node.optional("stop_loss_base")),
        near_eastern_border=node.flag("near_eastern_border"),
        located_in=node.text("located_in") if "located_in" in node else None,
    )
    node.done()
    return family


def _years(node: Node) -> dict[int, Decimal]:
    read = {}
    for key in node:
        year = _year(node, key)
        if year in read:
            raise node.wrong(key, "stands twice")
        read[year] = node.money(key)
    return read


def _year(node: Node, key: object) -> int:
    year = int(key) if isinstance(key, str) and re.fullmatch("[0-9]{4}", key) else key
    if type(year) is not int or not 1850 <= year <= 2199:
        raise node.wrong(key, "must be a year")
    return year


def _rates(node: Node) -> Rates:
    months: dict[tuple[int, int], dict[str, Decimal]] = {}
    for key in node:
        found = MONTH.fullmatch(key) if isinstance(key, str) else None
        if found is None:
            raise node.wrong(key, "must be a month such as 2018-03")
        inner, rates = node.node(key), {}
        for currency in inner:
            if currency not in CURRENCIES:
                raise inner.wrong(currency, "is not a currency of ISO 4217")
            rates[currency] = inner.money(currency)
            if not rates[currency]:
                raise inner.wrong(currency, "must be more than zero")
            if currency == PIVOT and rates[currency] != 1:
                raise inner.wrong(currency, "is always 1")
        months[int(found["year"]), int(found["month"])] = rates
    return Rates(months)


def _people(node: Node) -> dict[str, PersonFacts]:
    people = {}
    for name in node:
        if not isinstance(name, str):
            raise node.wrong(name, "must be a name")
        inner = node.node(name)
        people[name] = PersonFacts(
            born=inner.day("born"),
            sex=inner.one_of("sex", Sex),
            enrolled=inner.day("enrolled"),
            until=inner.day("until") if "until" in inner else None,
            smoker=inner.flag("smoker"),
            relation=inner.one_of("relation", RELATIONS, "participant"),
        )
        inner.done()
    return people


def _claims(top: Node, plan: Plan, family: FamilyFacts) -> tuple[LineFacts, ...]:
    lines: dict[str, LineFacts] = {}
    claims = set()
    for claim in top.nodes("claims"):
        name, received = claim.text("id"), claim.day("received")
        if name in claims:
            raise claim.wrong("id", f"{name} stands twice")
        claims.add(name)
        for node in claim.nodes("lines"):
            ref = f"{name}/{node.text('id')}"
            if ref in lines:
                raise node.wrong("id", f"{ref} stands twice")
            duplicate_of = node.text("duplicate_of") if "duplicate_of" in node else None
            if duplicate_of is not None and duplicate_of not in lines:
                raise node.wrong("duplicate_of", f"{duplicate_of} is no earlier line of this case")
            line = _line(node, plan, family, lambda read: replace(read, received=received))  # noqa: B023
            lines[ref] = replace(line, ref=ref, duplicate_of=duplicate_of)
            node.done()
        claim.done()
    return tuple(lines.values())


def _optional(node: Node, key: str, read: Callable[[str], Any]) -> Any:
    return read(key) if key in node else None


def _line(node: Node, plan: Plan, family: FamilyFacts, complete: Callable[[LineFacts], LineFacts]) -> LineFacts:
    on, benefit = node.day("date"), node.one_of("benefit", plan.rows)
    exclusions = {code: code for code, known in plan.exclusions.items() if known.by_reviewer}
    read = LineFacts(
        person=node.one_of("person", {name: name for name in family.people}),
        benefit=benefit.code,
        on=on,
        received=on,
        charged=node.money("charged"),
        currency=node.one_of("currency", _CURRENCIES, family.currency),
        country=node.one_of("country", _COUNTRIES, family.duty_station),
        quantity=node.whole("quantity", 1, 1),
        emergency=node.flag("emergency"),
        travel=_optional(node, "travel", lambda key: node.one_of(key, Travel)),
        authorised_country=_optional(node, "authorised_country", lambda key: node.one_of(key, _COUNTRIES)),
        area_condition_met=node.flag("area_condition_met"),
        accepted=_accepted(node.optional("accepted")),
        semi_private=_optional(node, "semi_private", node.money),
        network=node.flag("network"),
        other_insurance=node.money("other_insurance", ZERO),
        prescribed=_optional(node, "prescribed", node.day),
        prescription_months=_optional(node, "prescription_months", lambda key: node.whole(key, 1)),
        treatment_start=_optional(node, "treatment_start", node.day),
        approval=_optional(node, "approval", lambda key: node.one_of(key, Approval)),
        approval_limit=_optional(node, "approval_limit", node.money),
        conditions_met=node.flag("conditions_met", True),
        exclusion=_optional(node, "exclusion", lambda key: node.one_of(key, exclusions)),
        eye=_optional(node, "eye", lambda key: node.one_of(key, Eye)),
    )
    if read.eye is None and any(use.allowance.per_eye for use in benefit.at(on).uses):
        raise node.wrong("eye", "is missing: this benefit is counted for each eye")
    return complete(read)


def _accepted(node: Node) -> dict[str, Decimal]:
    read = {}
    for country in node:
        if country not in COUNTRIES:
            raise node.wrong(country, "is not a country of ISO 3166-1")
        read[country] = node.money(country)
    return read


def _expect(top: Node, refs: set[str]) -> dict[str, Mapping[str, Any]]:
    node = top.optional("expect")
    read: dict[str, Mapping[str, Any]] = {}
    for ref in node:
        if ref not in refs:
            raise node.wrong(ref, "is no line of this case")
        read[ref] = _expected(node.node(ref), LINE_EXPECTATIONS)
    return read


def _expect_years(top: Node) -> dict[int, Mapping[str, Any]]:
    node = top.optional("expect_years")
    return {_year(node, key): _expected(node.node(key), YEAR_EXPECTATIONS) for key in node}


def _expected(node: Node, known: frozenset[str]) -> dict[str, Any]:
    read = {}
    for key in node:
        if key in known:
            read[key] = node.take(key)
    node.done()
    return read
