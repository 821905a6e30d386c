"""A settlement for machines: FHIR R4B ExplanationOfBenefit, from the stored settlement alone.

Ids are our random ones; no name, reference number or diagnosis is in it, but what care was given and what was paid is.
Amounts are decimals. Reasons carry the industry's adjustment number, whose texts are licensed and left out, and ours.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings

from claims.models import Adjustment, Settlement, SettlementLine
from portal.benefits.facts import PIVOT
from portal.benefits.plans import load_plan
from portal.benefits.reasons import Bearer, Reason

# Systems of codes that are our own have no page on the web: names, not addresses.
BENEFIT, REASON, EXTENSION = "urn:member-portal:benefit", "urn:member-portal:reason", "urn:member-portal"
ADJUDICATION = "http://terminology.hl7.org/CodeSystem/adjudication"
C4BB = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication"
CARC = "https://x12.org/codes/claim-adjustment-reason-codes"
COUNTRY = "urn:iso:std:iso:3166"

ADJUSTMENT_CODES: dict[Reason, str] = {
    Reason.COINSURANCE: "2",
    Reason.PRIVATE_ROOM: "78",
    Reason.REASONABLE_CUSTOMARY: "45",
    Reason.APPROVAL_LIMIT: "198",
    Reason.OTHER_INSURANCE: "23",
    Reason.COUNT_LIMIT: "151",
    Reason.ITEM_CEILING: "119",
    Reason.PERIOD_CEILING: "119",
    Reason.OVERALL_MAXIMUM: "119",
    Reason.DUPLICATE: "18",
    Reason.LATE_CLAIM: "29",
    Reason.NOT_INSURED: "26",
    Reason.WAITING_PERIOD: "179",
    Reason.NOT_COVERED: "204",
    Reason.EXCLUDED: "96",
    Reason.AGE_LIMIT: "6",
    Reason.SEX_LIMIT: "7",
    Reason.PRESCRIPTION_MISSING: "173",
    Reason.PRESCRIPTION_EXPIRED: "176",
    Reason.CONDITION_NOT_MET: "272",
    Reason.COURSE_LIMIT: "149",
    Reason.APPROVAL_REFUSED: "197",
    Reason.PRIOR_APPROVAL_MISSING: "197",
    Reason.SEMI_PRIVATE_UNKNOWN: "16",
}
COVER_ENDED = "27"


def explanation_of_benefit(settlement: Settlement) -> dict[str, Any]:
    """The settlement as it was issued. Its lines must be loaded with their cuts, and its claim and decision."""
    lines = sorted(settlement.lines.all(), key=lambda line: _facts(settlement, line)["position"])
    first = _facts(settlement, lines[0])["provider"] if lines else settings.ADMINISTRATOR["name"]
    related = settlement.printed.get("replaces", {}).get("id")
    return {
        "resourceType": "ExplanationOfBenefit",
        "id": str(settlement.pk),
        "status": "active",
        "type": _concept("http://terminology.hl7.org/CodeSystem/claim-type", "professional"),
        "use": "claim",
        "patient": _reference(settlement.claim.patient_id),
        "created": settlement.settled_at.isoformat(),
        "insurer": {"display": settings.ADMINISTRATOR["name"]},
        "provider": {"display": first},
        "claim": _reference(settlement.claim_id),
        **({"related": [_prior(related)]} if related else {}),
        "outcome": "complete",
        "insurance": [{"focal": True, "coverage": _coverage(settlement)}],
        **({"item": [_item(settlement, line) for line in lines]} if lines else {}),
        "total": [
            _total(_concept(ADJUDICATION, "submitted"), settlement.charged, settlement.currency),
            _total(_concept(ADJUDICATION, "benefit"), settlement.reimbursed, settlement.currency),
            _total(_concept(C4BB, "memberliability"), settlement.member_share, settlement.currency),
        ],
    }


def as_it_stands(settlement: Settlement) -> dict[str, Any]:
    """The same, marked as cancelled when another settlement replaced it."""
    status = {"status": "cancelled"} if settlement.superseded_at else {}
    return {**explanation_of_benefit(settlement), **status}


def as_json(resource: Mapping[str, Any]) -> str:
    """The resource as text, the same each time. Amounts have at most 14 digits, which a JSON number holds exactly."""
    return json.dumps(resource, ensure_ascii=False, default=_number, indent=1)


def _number(value: Decimal) -> float | int:
    return int(value) if value == value.to_integral_value() else float(value)


def _facts(settlement: Settlement, line: SettlementLine) -> dict[str, Any]:
    found: dict[str, Any] = settlement.printed["lines"][str(line.line_id)]
    return found


def _item(settlement: Settlement, line: SettlementLine) -> dict[str, Any]:
    facts, plan = _facts(settlement, line), load_plan(settlement.decision.plan)
    row = plan.rows.get(facts["benefit"])
    care = {"system": f"{BENEFIT}:{plan.code}", "code": facts["benefit"]}
    return {
        "extension": [{"url": f"{EXTENSION}:provider", "valueString": facts["provider"]}, *_rates(facts)],
        "sequence": facts["position"],
        "productOrService": {"coding": [{**care, "display": row.label} if row else care]},
        "servicedDate": facts["service_on"],
        "locationCodeableConcept": _concept(COUNTRY, facts["country"]),
        "quantity": {"value": facts["quantity"]},
        "net": {"value": Decimal(facts["charged"]), "currency": facts["currency"]},
        "adjudication": [
            _total(_concept(ADJUDICATION, "submitted"), line.charged, settlement.currency),
            *(_cut(settlement, cut) for cut in line.adjustments.all()),
            {"category": _concept(ADJUDICATION, "eligpercent"), "value": Decimal(facts["percent"])},
            _total(_concept(ADJUDICATION, "benefit"), line.reimbursed, settlement.currency),
            _total(_concept(C4BB, "memberliability"), line.member_share, settlement.currency),
        ],
    }


def _rates(facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Units of a currency for one dollar in the month of care, for what was converted."""
    for currency, units in facts["rates"].items():
        parts = [
            {"url": "currency", "valueCode": currency},
            {"url": f"units-per-{PIVOT.lower()}", "valueDecimal": Decimal(units)},
            {"url": "month", "valueString": facts["rate_month"]},
        ]
        yield {"url": f"{EXTENSION}:rate-of-exchange", "extension": parts}


def _cut(settlement: Settlement, cut: Adjustment) -> dict[str, Any]:
    reason = Reason(cut.reason)
    codes = [{"system": CARC, "code": _adjustment_code(reason, settlement)}, {"system": REASON, "code": reason.value}]
    return {
        "extension": [
            {"url": f"{EXTENSION}:borne-by", "valueCode": cut.borne_by},
            {"url": f"{EXTENSION}:clause", "valueString": cut.clause},
        ],
        "category": _concept(C4BB, _category(reason, Bearer(cut.borne_by))),
        "reason": {"coding": codes},
        "amount": {"value": cut.amount, "currency": settlement.currency},
    }


def _category(reason: Reason, bearer: Bearer) -> str:
    if bearer is Bearer.OTHER_INSURER:
        return "priorpayerpaid"
    if bearer is Bearer.PROVIDER:
        return "discount"
    return "coinsurance" if reason is Reason.COINSURANCE else "noncovered"


def _adjustment_code(reason: Reason, settlement: Settlement) -> str:
    """The industry's number; care after the end of cover has another one than care before its beginning."""
    if reason is Reason.NOT_INSURED:
        patient = str(settlement.claim.patient_id)
        record = settlement.decision.facts
        for line in record["lines"]:
            person = record["families"][line["family"]]["people"].get(patient, {})
            if person.get("until") and "facts" in line and person["until"] < line["facts"]["on"]:
                return COVER_ENDED
    return ADJUSTMENT_CODES[reason]


def _coverage(settlement: Settlement) -> dict[str, Any]:
    plan = load_plan(settlement.decision.plan)
    return {**_reference(settlement.claim.family_id), "display": f"{plan.title}, {plan.version}"}


def _prior(key: str) -> dict[str, Any]:
    relation = _concept("http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship", "prior")
    return {"relationship": relation, "reference": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{key}"}}


def _reference(key: object) -> dict[str, Any]:
    return {"reference": f"urn:uuid:{key}"}


def _concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _total(category: dict[str, Any], amount: Decimal, currency: str) -> dict[str, Any]:
    return {"category": category, "amount": {"value": amount, "currency": currency}}
