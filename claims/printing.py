"""What a settlement note prints beside the amounts, kept with the settlement as it was on its day."""

from collections.abc import Mapping
from typing import Any

from claims.facts import KnownClaim
from claims.models import ClaimLine, Settlement
from portal.benefits.decision import LineDecision
from portal.benefits.facts import PIVOT, Rates
from portal.benefits.plans import load_plan
from portal.members.models import Person


def printed(
    facts: KnownClaim, decisions: Mapping[str, LineDecision], *, replaces: Settlement | None = None
) -> dict[str, Any]:
    """Names, address, language and the bills, as JSON. Amounts as text in the currency that stands beside them."""
    claim, family = facts.claim, facts.family.family
    reader = _reader(facts)
    claim_months = load_plan(family.plan).rules.claim_months
    return {
        "reader": reader.full_name,
        "language": reader.language,
        "email": reader.email,
        "address": family.address_lines(),
        "reference": family.reference,
        "patient": claim.patient.full_name,
        "claim": claim.number,
        "received_on": str(claim.received_on),
        "claim_months": str(claim_months),
        "lines": {known.ref: _line(known.line, decisions[known.ref], facts.family.rates) for known in facts.lines},
        **({"replaces": {"number": replaces.number, "reimbursed": str(replaces.reimbursed)}} if replaces else {}),
    }


def _reader(facts: KnownClaim) -> Person:
    """Who reads the note: whoever sent the claim; the participant when a colleague sent it for her."""
    sender: Person | None = getattr(facts.claim.created_by, "person", None)
    participants = (person for person in facts.family.people if person.relation == Person.Relation.PARTICIPANT)
    return sender or next(participants, facts.claim.patient)


def _line(line: ClaimLine, decision: LineDecision, rates: Rates) -> dict[str, Any]:
    currencies = {line.currency, decision.currency} if line.currency != decision.currency else set()
    return {
        "position": line.position,
        "benefit": line.benefit,
        "service_on": line.service_on.isoformat(),
        "provider": line.provider_name,
        "country": line.country,
        "quantity": line.quantity,
        "charged": str(line.charged),
        "currency": line.currency,
        "rate_month": f"{line.service_on:%Y-%m}",
        "rates": {code: str(rates.of(code, line.service_on)) for code in sorted(currencies - {PIVOT})},
        "percent": f"{decision.terms.rate.normalize():f}",
    }
