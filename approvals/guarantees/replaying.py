"""A stored guarantee decided again from its stored facts: with the ledger of now, or with the one of its day."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from approvals.guarantees.models import Guarantee
from portal.benefits.decision import LineDecision
from portal.benefits.engine import adjudicate
from portal.benefits.plans import load_plan
from portal.benefits.usage import Usage, UsageEntry
from portal.entitlements.memory import Need, recall
from portal.entitlements.records import facts_from, result_record


@dataclass(frozen=True)
class Again:
    """What the engine says of a stored guarantee. `is_same`: nothing has moved."""

    decisions: list[LineDecision]
    is_same: bool

    @property
    def used(self) -> list[tuple[UUID, UsageEntry]]:
        """What is to be reserved, by the key of the line."""
        return [(UUID(one.line.ref), one.usage) for one in self.decisions if one.usage]


def decided_now(guarantee: Guarantee, *, without: Collection[UUID] = (), until: int | None = None) -> Again:
    """The stored facts after what is used and reserved now, or as the ledger stood after the entry `until`."""
    plan, facts, family = load_plan(guarantee.plan), facts_from(guarantee.facts), guarantee.person.family
    need = Need(
        plan=plan,
        currency=family.currency,
        people=frozenset({guarantee.person_id}),
        benefits=frozenset(line.benefit for _family, line in facts),
        years=frozenset(line.on.year for _family, line in facts),
    )
    used, decisions = Usage(recall({family.pk: need}, without=without, until=until)[family.pk]), list[LineDecision]()
    for known, line in facts:
        decisions.append(adjudicate(line, known, used, plan))
        used.add(decisions[-1].usage)
    result = {one.line.ref: result_record(one) for one in decisions}
    return Again(decisions, result == guarantee.result)
