"""Decide a case and report it: the lines, the years, and where expectations fail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.benefits.casefile import Case, CaseError
from portal.benefits.decision import LineDecision
from portal.benefits.engine import adjudicate
from portal.benefits.facts import FactsMissing
from portal.benefits.money import rounded
from portal.benefits.stop_loss import YearDecision, stop_loss
from portal.benefits.usage import Usage, UsageEntry


@dataclass(frozen=True, slots=True)
class Decided:
    """A case with its decisions by "CLAIM/LINE" and by year."""

    case: Case
    lines: Mapping[str, LineDecision]
    years: Mapping[int, YearDecision]


def decide(case: Case) -> Decided:
    """Decide every line in the order of the file, then every year. Raises CaseError when a fact is missing."""
    used, lines, entries = Usage(), {}, list[UsageEntry]()
    for line in case.lines:
        try:
            decision = adjudicate(line, case.family, used, case.plan)
        except FactsMissing as missing:
            raise _malformed(case, missing, line.ref) from missing
        except InvalidOperation as error:
            raise CaseError(case.file, case.name, line.ref, "comes to more digits than an amount may have") from error
        lines[line.ref] = decision
        if decision.usage is not None:
            used.add(decision.usage)
            entries.append(decision.usage)
    years = {}
    for year in sorted({line.on.year for line in case.lines}):
        people = {line.person for line in case.lines if line.on.year == year}
        try:
            years[year] = stop_loss(case.family, year, entries, case.plan, people)
        except FactsMissing as missing:
            raise _malformed(case, missing, str(year)) from missing
    return Decided(case, lines, years)


def _malformed(case: Case, missing: FactsMissing, where: str) -> CaseError:
    match missing.problem:
        case "rate_missing":
            key = f"rates.{missing.month}.{missing.currency}"
        case "reference_salary_missing":
            key = f"reference_salary.{missing.year}"
        case _:
            key = "eye"
    return CaseError(case.file, case.name, key, f"is missing, {where} needs it")


def _money(amount: Decimal, currency: str) -> str:
    return f"{rounded(amount, currency):f}"


def line_report(decision: LineDecision) -> dict[str, Any]:
    """One line as the JSON document tells it."""
    currency = decision.currency
    return {
        "outcome": decision.outcome.value,
        "charged": _money(decision.charged, currency),
        "reimbursed": _money(decision.reimbursed, currency),
        "member_share": _money(decision.member_share, currency),
        "price_country": decision.price_country,
        "counts_to_stop_loss": decision.counts_to_stop_loss,
        "reasons": [reason.value for reason in decision.reasons],
        "adjustments": [
            {
                "reason": adjustment.reason.value,
                "amount": _money(adjustment.amount, currency),
                "borne_by": adjustment.borne_by.value,
                "clause": adjustment.clause,
            }
            for adjustment in decision.adjustments
        ],
    }


def year_report(year: YearDecision) -> dict[str, Any]:
    """One calendar year as the JSON document tells it."""
    currency = year.currency
    return {
        "out_of_pocket": _money(year.out_of_pocket, currency),
        "stop_loss_limit": None if year.limit is None else _money(year.limit, currency),
        "stop_loss_supplement": _money(year.supplement, currency),
        "people": {
            person.person: {
                "reimbursed": _money(person.reimbursed, currency),
                "supplement": _money(person.supplement, currency),
            }
            for person in year.people
        },
    }


def case_report(decided: Decided) -> dict[str, Any]:
    """A whole case as the JSON document tells it, failures included."""
    case = decided.case
    lines = {ref: line_report(decision) for ref, decision in decided.lines.items()}
    years = {str(year): year_report(decision) for year, decision in decided.years.items()}
    failures = [
        *(failure for ref, wanted in case.expect.items() for failure in differences(ref, wanted, lines[ref])),
        *(
            failure
            for year, wanted in case.expect_years.items()
            for failure in differences(str(year), wanted, years.get(str(year), {}))
        ),
    ]
    return {"case": case.name, "file": case.file, "lines": lines, "years": years, "failures": failures}


def differences(about: str, wanted: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[str]:
    """Where a report is not as expected; keys that are not expected are not judged."""
    for key, expected in wanted.items():
        found = got.get(key)
        if not agrees(key, expected, found):
            yield f"{about} {key}: expected {_shown(expected)}, got {_shown(found)}"


def agrees(key: str, expected: object, found: object) -> bool:
    """Whether one value is as expected: reasons as a set with the right first one, mappings by their stated keys."""
    if key == "reasons" and isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and set(expected) == set(found) and expected[:1] == found[:1]
    if isinstance(expected, dict) and isinstance(found, dict):
        return all(name in found and agrees(str(name), part, found[name]) for name, part in expected.items())
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(agrees("", *pair) for pair in zip(expected, found, strict=True))
    return type(expected) is type(found) and expected == found


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_shown(part) for part in value) + "]"
    return str(value)
