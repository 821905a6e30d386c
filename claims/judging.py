"""Judging claims of several families in their order of decision, each seeing what those before it used.

Writes nothing: whoever calls stores what was judged, or throws it away when it only wanted to know.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from claims.deciding import Decided, decide
from claims.facts import KnownClaim, known
from claims.models import Claim, Correction, Decision
from claims.routing import Router, Way, Why, engine_s_reasons, waits
from portal.benefits.decision import LineDecision
from portal.benefits.facts import FactsMissing
from portal.benefits.plans import load_plan
from portal.benefits.usage import Usage, UsageEntry
from portal.entitlements.memory import Need, recall
from portal.entitlements.records import facts_record, result_record
from portal.members.models import Family


@dataclass(frozen=True)
class Judged:
    """A claim, what the engine said of its lines, and the records from which it can be taken again.

    `after` is the sequence of the family's last ledger entry that the claim was judged after.
    """

    known: KnownClaim
    decided: list[Decided]
    after: int
    facts: dict[str, Any]
    result: dict[str, Any]
    reasons: list[Why]
    way: Way

    @property
    def claim(self) -> Claim:
        return self.known.claim

    @property
    def family(self) -> Family:
        return self.known.family.family

    @property
    def waits(self) -> bool:
        """Whether a person must look, so that nothing of the claim is paid yet."""
        return waits(self.reasons, self.way)

    @property
    def decisions(self) -> dict[str, LineDecision]:
        """The decided lines by their reference."""
        return {line.ref: line.answer for line in self.decided if isinstance(line.answer, LineDecision)}

    @property
    def used(self) -> list[tuple[UUID, UsageEntry]]:
        """What its lines use, for the ledger; nothing while it waits for a person."""
        if self.waits:
            return []
        return [(UUID(ref), one.usage) for ref, one in self.decisions.items() if one.usage]

    def same_as(self, last: Decision | None) -> bool:
        """Whether it says what the last decision said, from the same facts: then there is nothing to write."""
        if last is None or (last.plan, last.result, last.outcome) != (self.family.plan, self.result, self.outcome):
            return False
        # What others used since then does not matter to a claim that still waits: its result is the same.
        return last.facts == {**self.facts, "usage_until": last.facts["usage_until"]}

    @property
    def outcome(self) -> Decision.Outcome:
        """Settled, or a proposal for a person."""
        return Decision.Outcome.REVIEW if self.waits else Decision.Outcome.SETTLED

    def decision(self, sequence: int, **fields: Any) -> Decision:
        """The decision as a row, not saved."""
        return Decision(
            id=uuid4(),
            claim=self.claim,
            sequence=sequence,
            plan=self.family.plan,
            outcome=self.outcome,
            facts=self.facts,
            result=self.result,
            **fields,
        )


def judge(
    claims: Collection[Claim],
    *,
    after: Mapping[UUID, int],
    without: Collection[UUID] = (),
    router: Router | None = None,
    tried: Collection[Correction] = (),
) -> list[Judged]:
    """Judge sent claims in the order given. At most eleven queries for any number of claims and any past.

    `after` is the last sequence of each family's ledger. Settlements named in `without` count as never used.
    Without a `router` only what the engine leaves open waits for a person. `tried` are corrections not made yet.
    """
    facts = known(claims, tried=tried)
    if router:
        router.lines = [line.line for one in facts for line in one.lines]
    tables = _Tables(facts, after, without, router)
    return [tables.judged(one) for one in facts]


class _Tables:
    """What each family used so far, growing claim by claim."""

    def __init__(
        self, facts: Iterable[KnownClaim], after: Mapping[UUID, int], without: Collection[UUID], router: Router | None
    ) -> None:
        self.after, self.router = dict(after), router
        self.entries = recall(_needs(facts), without=without)
        self.used = {family: Usage(entries) for family, entries in self.entries.items()}

    def judged(self, facts: KnownClaim) -> Judged:
        family = facts.family.family
        last = self.after[family.pk]
        plan = load_plan(family.plan)
        decided = decide(facts.lines, used=self.used[family.pk], plan=plan)
        judged = Judged(
            known=facts,
            decided=decided,
            after=last,
            facts=facts_record(facts.lines, usage_until=last),
            result={one.ref: _result(one) for one in decided},
            reasons=self.router.reasons(facts, decided) if self.router else engine_s_reasons(facts, decided),
            way=self.router.way if self.router else Way.ROUTED,
        )
        if judged.waits:  # nothing of it counts, so what its other lines took is given back
            self.used[family.pk] = Usage(self.entries[family.pk])
        self.entries[family.pk] += [entry for _line, entry in judged.used]
        self.after[family.pk] += len(judged.used)
        return judged


def _needs(facts: Iterable[KnownClaim]) -> dict[UUID, Need]:
    by_family: dict[UUID, list[KnownClaim]] = {}
    for one in facts:
        by_family.setdefault(one.claim.family_id, []).append(one)
    return {
        family: Need(
            plan=load_plan(theirs[0].family.family.plan),
            currency=theirs[0].family.family.currency,
            people=frozenset(one.claim.patient_id for one in theirs),
            benefits=frozenset(benefit for one in theirs for benefit in one.benefits),
            years=frozenset(year for one in theirs for year in one.years),
        )
        for family, theirs in by_family.items()
    }


def _result(decided: Decided) -> dict[str, Any]:
    """A decided line, or one that waits for a figure the house has not loaded: named, so that staff can mend it."""
    answer = decided.answer
    if isinstance(answer, LineDecision):
        return result_record(answer)
    return missing_record(answer)


def missing_record(answer: FactsMissing) -> dict[str, Any]:
    """A line under review because the house lacks a fact."""
    about = {"currency": answer.currency, "month": answer.month, "year": answer.year}
    return {"outcome": "review", "problem": answer.problem, **{key: value for key, value in about.items() if value}}
