"""A split taken down: the version of a guarantee and its lines, with everything that its papers and pages say."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from approvals.guarantees.models import Guarantee, GuaranteeLine, GuaranteeRules
from approvals.guarantees.planned import Split, SplitLine
from approvals.models import CareRequest
from portal.benefits.decision import LineDecision
from portal.benefits.facts import PIVOT
from portal.benefits.plans import load_plan
from portal.benefits.terms import Plan
from portal.entitlements.records import result_record
from portal.entitlements.steps import accepted_of
from portal.members.addressees import reader_for
from portal.members.models import User
from portal.vault.numbers import ALPHABET, fresh_number

CODE_LENGTH = 8


@dataclass(frozen=True)
class Offer:
    """What stands on a guarantee beside the amounts: until when, to whom at the provider, in which language.

    `words` are for the member, as she reads them.
    """

    valid_from: date
    valid_until: date
    provider_name: str
    provider_country: str
    provider_email: str = ""
    provider_language: str = "en"
    words: str = ""


def written(
    *, request: CareRequest, split: Split, offer: Offer, state: Guarantee.State, by: User, now: datetime
) -> Guarantee:
    """A new version with its lines, saved. In the caller's transaction, under the family's lock."""
    before = Guarantee.objects.newest_of(request)
    is_emergency = split.planned.is_emergency
    guarantee = Guarantee.objects.create(
        number=before.number if before else fresh_number("G"),
        version=before.version + 1 if before else 1,
        request=request,
        person=request.person,
        provider=split.planned.provider,
        state=state,
        is_emergency=is_emergency,
        approval_follows=is_emergency and needs_approval(split),
        currency=split.currency,
        charged=split.charged,
        guaranteed=split.guaranteed,
        patient_part=split.patient_part,
        plan=split.family.plan,
        facts=split.facts_record(),
        result={one.ref: result_record(one.decision) for one in split.lines if one.decision},
        printed=printed(request, now),
        code=fresh_code(),
        decided_by=by,
        decided_at=now,
        **vars(offer),
    )
    decided = [(one, one.decision) for one in split.lines if one.decision]
    lines = [_line(guarantee, one, decision, place) for place, (one, decision) in enumerate(decided, start=1)]
    GuaranteeLine.objects.bulk_create(lines)
    return guarantee


def needs_approval(split: Split) -> bool:
    """Whether the plan asks the medical consultant about some of the care, and she has not said anything yet."""
    return any(
        one.decision is not None and one.decision.terms.approval and one.decision.line.approval is None
        for one in split.lines
    )


def fresh_code() -> str:
    """What the provider types to confirm an admission: 8 letters without look-alikes, printed on the document."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH))


def printed(request: CareRequest, now: datetime) -> dict[str, Any]:
    """Names, address, language, as JSON: kept as they were on the day."""
    person = request.person
    reader = reader_for(person, request.asked_by, now)
    rules = GuaranteeRules.objects.in_force()
    return {
        "reader": reader.full_name,
        "language": reader.language,
        "email": reader.email,
        "address": person.family.address_lines(),
        "reference": person.reference,
        "patient": person.full_name,
        "born_on": person.born_on.isoformat(),
        "request": request.number,
        "invoice_days": rules.invoice_days,
        "claim_months": str(load_plan(person.family.plan).rules.claim_months),
    }


def _line(guarantee: Guarantee, one: SplitLine, decision: LineDecision, position: int) -> GuaranteeLine:
    line = one.line
    return GuaranteeLine(
        id=UUID(one.ref),
        guarantee=guarantee,
        position=position,
        benefit=line.benefit,
        words=line.words,
        quantity=line.quantity,
        charged=line.charged,
        currency=line.currency,
        country=line.country,
        from_on=line.from_on,
        outcome=decision.outcome.value,
        counted=decision.charged,
        guaranteed=decision.reimbursed,
        patient_part=decision.member_share,
        price_country=decision.price_country,
        reasons=[reason.value for reason in decision.reasons],
        adjustments=result_record(decision)["adjustments"],
        printed=_steps(one, decision, load_plan(guarantee.plan)),
    )


def _steps(one: SplitLine, decision: LineDecision, plan: Plan) -> dict[str, Any]:
    """What the steps say besides amounts: rates of exchange, the rate of the plan, whose prices counted."""
    line = one.line
    accepted = accepted_of(decision, one.family, plan)
    currencies = {line.currency, decision.currency} - {PIVOT} if line.currency != decision.currency else set()
    is_forecast = any(missing.problem == "rate_missing" for missing in one.assumed)
    found: dict[str, Any] = {
        "rates": {code: str(one.family.rates.of(code, line.from_on)) for code in sorted(currencies)},
        "is_forecast": is_forecast,
        "percent": f"{decision.terms.rate.normalize():f}",
        "semi_private": None if line.semi_private is None else str(line.semi_private),
        "prescribed_on": line.prescribed_on and line.prescribed_on.isoformat(),
        "other_insurance": str(line.other_insurance),
        "eye": line.eye and line.eye.value,
    }
    if accepted:
        level = None if accepted.level is None else str(accepted.level)
        found["accepted"] = {
            "amount": str(accepted.amount),
            "level": level,
            "rule": accepted.rule.value,
            "clause": accepted.clause,
        }
    return found
