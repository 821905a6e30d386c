"""How often each kind of care and each reason occurs in what was really decided: settled lines that still stand."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from claims.models import Adjustment, SettlementLine

WHOLE = 100


@dataclass(frozen=True)
class Decided:
    """Numbers of settled lines by (benefit, outcome), and of lines cut by (benefit, reason)."""

    outcomes: Counter[tuple[str, str]]
    reasons: Counter[tuple[str, str]]

    @property
    def total(self) -> int:
        """All settled lines."""
        return self.outcomes.total()

    def lines(self, benefits: set[str]) -> int:
        """Settled lines of these benefits."""
        return sum(number for (benefit, _outcome), number in self.outcomes.items() if benefit in benefits)

    def by_outcome(self, benefit: str) -> list[tuple[str, int]]:
        """How the lines of a benefit ended."""
        return sorted((outcome, number) for (code, outcome), number in self.outcomes.items() if code == benefit)

    def by_reason(self, benefit: str) -> list[tuple[str, int]]:
        """Why lines of a benefit were cut, the most frequent first."""
        found = [(reason, number) for (code, reason), number in self.reasons.items() if code == benefit]
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def cut(self, reason: str) -> int:
        """Lines of any care cut for a reason."""
        return sum(number for (_benefit, other), number in self.reasons.items() if other == reason)

    def percent(self, number: int) -> Decimal:
        """A number of lines as a share of all, in percent with one decimal."""
        return (Decimal(number) * WHOLE / self.total).quantize(Decimal("0.1")) if self.total else Decimal(0)


def read_decided() -> Decided:
    """Count all standing settlements. Two queries."""
    lines = SettlementLine.objects.filter(settlement__superseded_at__isnull=True)
    outcomes = lines.values_list("line__benefit", "outcome").annotate(number=Count("pk"))
    cuts = Adjustment.objects.filter(line__settlement__superseded_at__isnull=True)
    reasons = cuts.values_list("line__line__benefit", "reason").annotate(number=Count("line", distinct=True))
    return Decided(
        Counter({(benefit, outcome): number for benefit, outcome, number in outcomes}),
        Counter({(benefit, reason): number for benefit, reason, number in reasons}),
    )
