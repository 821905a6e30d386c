"""Facts and decisions as JSON and back: amounts as text, days as ISO, so that a decision can be taken again."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from portal.benefits.decision import LineDecision
from portal.benefits.facts import (
    Approval,
    Eye,
    FactsMissing,
    FamilyFacts,
    LineFacts,
    PersonFacts,
    Rates,
    Sex,
    Status,
    Travel,
)

LINE_FIELDS, PERSON_FIELDS = ([field.name for field in fields(kind)] for kind in (LineFacts, PersonFacts))
AS_THEY_ARE = frozenset({str, int, bool})
LINE_DAYS = {"on", "received", "prescribed", "treatment_start"}
LINE_AMOUNTS = {"charged", "semi_private", "other_insurance", "approval_limit"}
LINE_WORDS: dict[str, type[StrEnum]] = {"travel": Travel, "approval": Approval, "eye": Eye}


class Told(Protocol):
    """A line of a claim or of a guarantee as the engine takes it, or the fact that the house lacks to say it."""

    @property
    def ref(self) -> str: ...

    @property
    def family(self) -> FamilyFacts: ...

    @property
    def facts(self) -> LineFacts | FactsMissing: ...


def facts_record(lines: Sequence[Told], *, usage_until: int) -> dict[str, Any]:
    """All a decision was taken from; families that are the same for several lines stand once."""
    families: list[dict[str, Any]] = []
    places: dict[int, int] = {}  # the same object is told once, and compared with nothing
    listed = []
    for line in lines:
        if id(line.family) not in places:
            family = _family_record(line.family)
            if family not in families:
                families.append(family)
            places[id(line.family)] = families.index(family)
        if isinstance(line.facts, FactsMissing):
            facts: dict[str, Any] = {"missing": str(line.facts)}
        else:
            facts = {"facts": _line_record(line.facts)}
        listed.append({"ref": line.ref, "family": places[id(line.family)], **facts})
    return {"families": families, "lines": listed, "usage_until": usage_until}


def facts_from(record: dict[str, Any]) -> list[tuple[FamilyFacts, LineFacts]]:
    """What `facts_record` wrote, as the engine's own facts; lines whose facts were missing are left out."""
    families = [_family(family) for family in record["families"]]
    return [(families[line["family"]], _line(line["facts"])) for line in record["lines"] if "facts" in line]


def result_record(decision: LineDecision) -> dict[str, Any]:
    """One decided line. Amounts are in the currency of reimbursement."""
    return {
        "outcome": decision.outcome.value,
        "charged": str(decision.charged),
        "reimbursed": str(decision.reimbursed),
        "member_share": str(decision.member_share),
        "price_country": decision.price_country,
        "reasons": [reason.value for reason in decision.reasons],
        "adjustments": [
            [cut.reason.value, str(cut.amount), cut.borne_by.value, cut.clause] for cut in decision.adjustments
        ],
    }


def _plain(value: Any) -> Any:
    if value is None or value.__class__ in AS_THEY_ARE:
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return {key: str(amount) for key, amount in value.items()}


def _line_record(line: LineFacts) -> dict[str, Any]:
    return {name: _plain(getattr(line, name)) for name in LINE_FIELDS}


def _line(record: dict[str, Any]) -> LineFacts:
    known = dict(record)
    for name, value in record.items():
        if value is None:
            continue
        if name in LINE_DAYS:
            known[name] = date.fromisoformat(value)
        elif name in LINE_AMOUNTS:
            known[name] = Decimal(value)
        elif name in LINE_WORDS:
            known[name] = LINE_WORDS[name](value)
    known["accepted"] = {country: Decimal(amount) for country, amount in record["accepted"].items()}
    return LineFacts(**known)


def _family_record(family: FamilyFacts) -> dict[str, Any]:
    return {
        "currency": family.currency,
        "duty_station": family.duty_station,
        "status": family.status.value,
        "near_eastern_border": family.near_eastern_border,
        "located_in": family.located_in,
        "reference_salary": {str(year): str(amount) for year, amount in family.reference_salary.items()},
        "rates": family.rates.as_record(),
        "people": {
            key: {name: _plain(getattr(person, name)) for name in PERSON_FIELDS}
            for key, person in family.people.items()
        },
        **({"above_maximum": _raises_record(family.above_maximum)} if family.above_maximum else {}),
    }


def _raises_record(raises: Mapping[str, Mapping[int, Decimal]]) -> dict[str, dict[str, str]]:
    return {key: {str(year): str(amount) for year, amount in by_year.items()} for key, by_year in raises.items()}


def _family(record: dict[str, Any]) -> FamilyFacts:
    return FamilyFacts(
        currency=record["currency"],
        duty_station=record["duty_station"],
        status=Status(record["status"]),
        near_eastern_border=record["near_eastern_border"],
        located_in=record["located_in"],
        reference_salary={int(year): Decimal(amount) for year, amount in record["reference_salary"].items()},
        rates=Rates.from_record(record["rates"]),
        people={key: _person(person) for key, person in record["people"].items()},
        above_maximum={
            key: {int(year): Decimal(amount) for year, amount in by_year.items()}
            for key, by_year in record.get("above_maximum", {}).items()
        },
    )


def _person(record: dict[str, Any]) -> PersonFacts:
    return PersonFacts(
        born=date.fromisoformat(record["born"]),
        sex=Sex(record["sex"]),
        enrolled=date.fromisoformat(record["enrolled"]),
        until=date.fromisoformat(record["until"]) if record["until"] else None,
        smoker=record["smoker"],
        relation=record["relation"],
    )
