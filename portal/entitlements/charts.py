"""The family's year as a picture: bars month by month, and the limit as a line. Draws; the sums are the ledger's."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from portal.benefits.money import ZERO
from portal.benefits.stop_loss import YearDecision
from portal.benefits.usage import UsageEntry
from portal.look.words import locale

MONTHS = 12
STEP, MARGIN, HEIGHT = 20, 3, 100  # in units of the drawing
AIR = Decimal("1.15")  # room above the highest bar or the line


@dataclass(frozen=True)
class MonthBar:
    """One month: where its bar stands, and its letter in the reader's language."""

    x: int
    y: str
    height: str
    is_above: bool
    letter: str


@dataclass(frozen=True)
class YearChart:
    """All months, and the height of the limit."""

    months: list[MonthBar]
    limit_y: str


def year_chart(entries: Iterable[UsageEntry], decision: YearDecision, last_month: int) -> YearChart | None:
    """The picture until the given month; None while the limit is not known."""
    if not decision.limit:
        return None
    by_month = [ZERO] * MONTHS
    for entry in entries:
        if entry.on.year == decision.year:
            by_month[entry.on.month - 1] += entry.counted
    sums = list(accumulate(by_month))
    top = max(decision.limit, sums[-1]) * AIR
    letters = locale().months["stand-alone"]["narrow"]
    months = []
    for month, total in enumerate(sums, start=1):
        height = total / top * HEIGHT if month <= last_month else ZERO
        bar = MonthBar(
            x=(month - 1) * STEP + MARGIN,
            y=f"{HEIGHT - height:.2f}",
            height=f"{height:.2f}",
            is_above=total > decision.limit,
            letter=letters[month],
        )
        months.append(bar)
    return YearChart(months, f"{HEIGHT - decision.limit / top * HEIGHT:.2f}")
