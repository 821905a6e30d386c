"""A family's calendar year on its way to the stop-loss, as the engine decides it (3.4)."""

from dataclasses import dataclass, replace
from decimal import Decimal

from portal.benefits.facts import FactsMissing
from portal.benefits.money import ZERO
from portal.benefits.stop_loss import YearDecision, stop_loss
from portal.entitlements.standing import Standing

# From this part of the limit on, a member is told that the stop-loss is near: a habit of the portal, not of the plan.
NEAR = Decimal("0.75")


@dataclass(frozen=True)
class FamilyYear:
    """The year so far. The supplement is not known (None) while the salary figure or reference salary is not loaded."""

    decision: YearDecision

    @property
    def supplement(self) -> Decimal | None:
        """What the plan pays on top by now."""
        return None if self.decision.limit is None else self.decision.supplement

    @property
    def left(self) -> Decimal:
        """What the family still bears before the plan pays more."""
        limit = self.decision.limit
        return ZERO if limit is None else max(limit - self.decision.out_of_pocket, ZERO)

    @property
    def is_reached(self) -> bool:
        """Whether the limit is passed."""
        limit = self.decision.limit
        return limit is not None and self.decision.out_of_pocket > limit

    @property
    def is_near(self) -> bool:
        """Whether most of the way is done and the limit not passed yet."""
        limit = self.decision.limit
        return limit is not None and not self.is_reached and self.decision.out_of_pocket >= limit * NEAR


def family_year(standing: Standing) -> FamilyYear:
    """The calendar year of the day, everybody of the family listed."""
    year, people = standing.on.year, list(standing.facts.people)
    try:
        return FamilyYear(stop_loss(standing.facts, year, standing.entries, standing.plan, people))
    except FactsMissing:
        unknown = replace(standing.facts, stop_loss_base={})
        return FamilyYear(stop_loss(unknown, year, standing.entries, standing.plan, people))
