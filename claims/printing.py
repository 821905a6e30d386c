"""What a settlement note prints beside the amounts, kept with the settlement as it was on its day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from claims.facts import KnownClaim, KnownLine
from claims.models import Settlement
from claims.told_corrections import stored
from portal.benefits.decision import LineDecision
from portal.benefits.facts import PIVOT, Rates
from portal.benefits.plans import load_plan
from portal.benefits.terms import Plan
from portal.entitlements.steps import Accepted, accepted_of
from portal.members.addressees import reader_for


def printed(
    facts: KnownClaim, decisions: Mapping[str, LineDecision], *, now: datetime, replaces: Settlement | None = None
) -> dict[str, Any]:
    """Names, address, language and the bills, as JSON. Amounts as text in the currency that stands beside them."""
    claim, family = facts.claim, facts.family.family
    claim.patient.family = family
    reader = reader_for(claim.patient, claim.created_by, now, facts.family.people)
    plan = load_plan(family.plan)
    return {
        "reader": reader.full_name,
        "language": reader.language,
        "email": reader.email,
        "address": family.address_lines(),
        "reference": family.reference,
        "patient": claim.patient.full_name,
        "claim": claim.number,
        **({"confidential": True} if claim.is_confidential else {}),
        "received_on": str(claim.received_on),
        "claim_months": str(plan.rules.claim_months),
        "lines": {known.ref: _line(known, decisions[known.ref], facts.family.rates, plan) for known in facts.lines},
        **_corrected(facts),
        **(
            {"replaces": {"id": str(replaces.pk), "number": replaces.number, "reimbursed": str(replaces.reimbursed)}}
            if replaces
            else {}
        ),
    }


def _corrected(facts: KnownClaim) -> dict[str, Any]:
    """What staff corrected, by line; asked for only where they did."""
    lines = [known.line.pk for known in facts.lines if known.is_corrected]
    made = stored(lines) if lines else {}
    return {"corrected": made} if made else {}


def _line(known: KnownLine, decision: LineDecision, rates: Rates, plan: Plan) -> dict[str, Any]:
    line, accepted = known.line, accepted_of(decision, known.family, plan)
    currencies = {line.currency, decision.currency} if line.currency != decision.currency else set()
    return {
        "position": line.position,
        "benefit": line.benefit,
        "service_on": line.service_on.isoformat(),
        "provider": line.provider_name,
        **({"paid_to": line.paid_to.name} if line.paid_to else {}),
        "country": line.country,
        "quantity": line.quantity,
        "charged": str(line.charged),
        "currency": line.currency,
        "rate_month": f"{line.service_on:%Y-%m}",
        "rates": {code: str(rates.of(code, line.service_on)) for code in sorted(currencies - {PIVOT})},
        "percent": f"{decision.terms.rate.normalize():f}",
        "other_insurance": str(line.other_insurance),
        **({"accepted": _accepted(accepted)} if accepted else {}),
    }


def _accepted(accepted: Accepted) -> dict[str, Any]:
    """Amounts in the currency of reimbursement."""
    level = None if accepted.level is None else str(accepted.level)
    return {"amount": str(accepted.amount), "level": level, "rule": accepted.rule.value, "clause": accepted.clause}
