"""Where a family stands on a day: its facts, what it used, and what that leaves. Read once, whatever the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from portal.benefits.facts import FamilyFacts
from portal.benefits.plans import load_plan
from portal.benefits.terms import Plan
from portal.benefits.usage import Usage, UsageEntry
from portal.entitlements.facts import FamilyReader, read_family
from portal.entitlements.ledger import settled_and_reserved
from portal.members.models import Family


@dataclass(frozen=True)
class Standing:
    """A family on a day. `entries` hold this calendar year, and older ones where the plan still counts them.

    `reserved` are those of guarantees of payment: promised, not paid yet.
    """

    on: date
    plan: Plan
    reader: FamilyReader
    entries: list[UsageEntry]
    reserved: Sequence[UsageEntry] = ()

    @property
    def family(self) -> Family:
        """The family's own row."""
        return self.reader.family

    @cached_property
    def facts(self) -> FamilyFacts:
        """The family as the engine takes it."""
        return self.reader.facts(self.on)

    @cached_property
    def used(self) -> Usage:
        """What everybody used or has reserved, as the engine takes it."""
        return Usage([*self.entries, *self.reserved])


def read_standing(family: Family, on: date) -> Standing:
    """Read where a family stands: six queries for its facts and one for the ledger."""
    plan = load_plan(family.plan)
    return Standing(on, plan, read_family(family, {on}), *settled_and_reserved(family, plan=plan, years={on.year}))
