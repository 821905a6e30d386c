"""A draft decided as if it arrived today: what each expense would bring, and what to know before sending.

The same facts, ledger and engine as of the claim itself. Nothing is written, and nothing is promised: other claims
may be decided before this one.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from claims.deciding import Decided, decide
from claims.duplicates import Twin, twins
from claims.facts import KnownClaim, KnownLine, known
from claims.models import Claim, ClaimLine
from claims.warnings import Seen, Warned, warnings_of
from portal.benefits.decision import LineDecision
from portal.benefits.facts import PIVOT, FactsMissing
from portal.benefits.money import ZERO
from portal.benefits.plans import load_plan
from portal.benefits.reasons import Outcome
from portal.benefits.terms import Plan
from portal.benefits.usage import Usage, UsageEntry
from portal.entitlements.balances import Account
from portal.entitlements.estimate_texts import missing_sentence
from portal.entitlements.memory import Need, recall
from portal.entitlements.standing import Standing
from portal.entitlements.steps import Bill, Way, accepted_of, country_name, cuts_of, steps
from portal.look.waterfall import Step


@dataclass(frozen=True)
class ForeseenLine:
    """One expense: what it would bring in the family's currency, its way, its warnings, and what it resembles.

    `reimbursed` is None while nobody can tell; `why_not` says why.
    """

    line: ClaimLine
    reimbursed: Decimal | None
    why_not: str
    steps: list[Step]
    warnings: list[Warned]
    twins: list[Twin]


@dataclass(frozen=True)
class Foreseen:
    """A whole draft. `is_whole` tells whether every expense is in `total`."""

    lines: list[ForeseenLine]
    currency: str
    total: Decimal
    is_whole: bool
    is_known: bool


def foresee(claim: Claim, *, today: date) -> Foreseen | None:
    """What a draft would bring if it arrived today; None without expenses. At most eleven queries, whatever the past.

    `claim.family` and `claim.patient` must be loaded. The claim itself stays as it is.
    """
    arrived = Claim(
        id=claim.pk, family=claim.family, patient=claim.patient, created_by_id=claim.created_by_id, received_on=today
    )
    (facts,) = known([arrived])
    if not facts.lines:
        return None
    plan = load_plan(claim.family.plan)
    entries = recall({claim.family_id: _need(facts, plan)})[claim.family_id]
    decided = _decided(facts, entries, plan)
    used = [one.answer.usage for one in decided if isinstance(one.answer, LineDecision) and one.answer.usage]
    alike = twins(claim, (known_line.line for known_line in facts.lines))
    lines = [
        _foreseen(facts, line, one, [*entries, *used], alike[line.line.pk], today)
        for line, one in zip(facts.lines, decided, strict=True)
    ]
    told = [line.reimbursed for line in lines if line.reimbursed is not None]
    return Foreseen(lines, claim.family.currency, sum(told, ZERO), len(told) == len(lines), bool(told))


def _need(facts: KnownClaim, plan: Plan) -> Need:
    return Need(
        plan=plan,
        currency=facts.family.family.currency,
        people=frozenset({facts.claim.patient_id}),
        benefits=frozenset(facts.benefits),
        years=frozenset(facts.years),
    )


def _decided(facts: KnownClaim, entries: list[UsageEntry], plan: Plan) -> list[Decided]:
    """The engine's answers; none for somebody who was never enrolled, or for care the plan no longer knows."""
    person = str(facts.claim.patient_id)
    unknown = Decided("", FactsMissing("never_enrolled"))
    if any(person not in line.family.people or line.line.benefit not in plan.rows for line in facts.lines):
        return [unknown] * len(facts.lines)
    return decide(facts.lines, used=Usage(entries), plan=plan)


def _foreseen(
    facts: KnownClaim, line: KnownLine, decided: Decided, entries: list[UsageEntry], alike: list[Twin], today: date
) -> ForeseenLine:
    plan, person = load_plan(facts.family.family.plan), str(facts.claim.patient_id)
    decision = decided.answer if isinstance(decided.answer, LineDecision) else None
    standing = Standing(line.line.service_on, plan, facts.family, entries)
    account = Account(standing, person) if person in standing.facts.people else None
    seen = Seen(facts.claim, line, decision, account, plan, today)
    is_open = decision is None or decision.outcome is Outcome.REVIEW
    return ForeseenLine(
        line=line.line,
        reimbursed=None if decision is None or is_open else decision.reimbursed,
        why_not=_why_not(decided),
        steps=steps_of(line, decision, plan) if decision else [],
        warnings=warnings_of(seen) if line.line.benefit in plan.rows else [],
        twins=alike,
    )


def _why_not(decided: Decided) -> str:
    """Why no amount can be told yet; empty when one can."""
    if isinstance(decided.answer, FactsMissing):
        return missing_sentence(decided.answer)
    if decided.answer.outcome is Outcome.REVIEW:
        return _("A person of ours decides about this expense first.")
    return ""


def steps_of(line: KnownLine, decision: LineDecision, plan: Plan) -> list[Step]:
    """The waterfall, step for step as the settlement would tell it."""
    on, bill = line.line.service_on, line.line
    currencies = {bill.currency, decision.currency} - {PIVOT} if bill.currency != decision.currency else set()
    way = Way(
        bill=Bill(
            sentence=_("The bill of %(provider)s.") % {"provider": bill.provider_name},
            charged=bill.charged,
            currency=bill.currency,
            month=on.replace(day=1),
            rates={code: line.family.rates.of(code, on) for code in sorted(currencies)},
        ),
        currency=decision.currency,
        charged=decision.charged,
        cuts=cuts_of(decision, plan),
        reasons=decision.reasons,
        reimbursed=decision.reimbursed,
        words={
            "percent": f"{decision.terms.rate.normalize():f}",
            "months": str(plan.rules.claim_months),
            "country": country_name(decision.price_country),
        },
        accepted=accepted_of(decision, line.family, plan),
    )
    return steps(way)
