"""The engine run over one claim: line after line, each seeing what the ones before it used. Writes nothing."""

from dataclasses import dataclass

from claims.facts import KnownLine
from claims.models import Decision
from portal.benefits.decision import LineDecision
from portal.benefits.engine import adjudicate
from portal.benefits.facts import FactsMissing
from portal.benefits.money import LARGEST
from portal.benefits.plans import load_plan
from portal.benefits.reasons import Outcome
from portal.benefits.terms import Plan
from portal.benefits.usage import Usage
from portal.entitlements.ledger import usage_of
from portal.entitlements.records import facts_from


@dataclass(frozen=True)
class Decided:
    """One line: its decision, or the fact that the house lacks."""

    ref: str
    answer: LineDecision | FactsMissing

    @property
    def needs_a_person(self) -> bool:
        return isinstance(self.answer, FactsMissing) or self.answer.outcome is Outcome.REVIEW


def decide(lines: list[KnownLine], *, used: Usage, plan: Plan) -> list[Decided]:
    """Decide the lines in their order; `used` grows by what they use."""
    return [_decide(line, used, plan) for line in lines]


def _decide(line: KnownLine, used: Usage, plan: Plan) -> Decided:
    if isinstance(line.facts, FactsMissing):
        return Decided(line.ref, line.facts)
    try:
        decision = adjudicate(line.facts, line.family, used, plan)
    except FactsMissing as missing:
        return Decided(line.ref, missing)
    if decision.charged >= LARGEST:
        return Decided(line.ref, FactsMissing("amount_implausible", currency=line.facts.currency))
    used.add(decision.usage)
    return Decided(line.ref, decision)


def decided_again(decision: Decision) -> list[LineDecision]:
    """A stored decision taken again from its stored facts, the ledger of its day and its plan version."""
    plan = load_plan(decision.plan)
    facts = facts_from(decision.facts)
    years = {line.on.year for _family, line in facts}
    used, _last = usage_of(decision.claim.family, plan=plan, years=years, until=decision.facts["usage_until"])
    again = []
    for family, line in facts:
        again.append(adjudicate(line, family, used, plan))
        used.add(again[-1].usage)
    return again
