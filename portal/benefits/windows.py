"""Windows that open with the first purchase: laid over dated purchases, and laid anew when a line comes between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from portal.benefits.days import add_months
from portal.benefits.money import ZERO


class Purchase(NamedTuple):
    """One paid purchase: its day, the units kept and the amount reimbursed."""

    on: date
    units: int
    amount: Decimal


@dataclass(slots=True)
class Window:
    """A window and what its purchases used. The day `end` lies outside: the anniversary opens a new window."""

    start: date
    end: date
    units: int = 0
    amount: Decimal = ZERO

    def holds(self, on: date) -> bool:
        """Whether a day lies inside."""
        return self.start <= on < self.end

    def take(self, units: int, amount: Decimal) -> None:
        """Count one more purchase."""
        self.units += units
        self.amount += amount


class Reach(NamedTuple):
    """What a new line on a day would find: use of its own window, and the largest use of windows it would join.

    `joined_*` are the use of the fullest window in which laying anew brings together what lay in two; 0 if none.
    """

    units: int
    amount: Decimal
    joined_units: int
    joined_amount: Decimal

    def units_left(self, limit: int) -> int:
        """Units the line may still take; none when the joined windows exceed the limit."""
        return 0 if self.joined_units > limit else max(limit - self.units, 0)

    def amount_left(self, limit: Decimal) -> Decimal:
        """Amount the line may still take; none when the joined windows exceed the limit."""
        return ZERO if self.joined_amount > limit else max(limit - self.amount, ZERO)


FRESH = Reach(0, ZERO, 0, ZERO)


def lay(days: Sequence[date], months: int) -> list[Window]:
    """Empty windows over sorted days: each opens on the first day that the one before no longer holds."""
    windows: list[Window] = []
    for day in days:
        if not windows or day >= windows[-1].end:
            windows.append(Window(day, add_months(day, months)))
    return windows


def filled(purchases: Sequence[Purchase], windows: Sequence[Window]) -> list[int]:
    """Count sorted purchases into the windows that hold them; returns the place of the window of each purchase."""
    places: list[int] = []
    at = 0
    for purchase in purchases:
        while not windows[at].holds(purchase.on):
            at += 1
        windows[at].take(purchase.units, purchase.amount)
        places.append(at)
    return places


def laid_anew(purchases: Sequence[Purchase], on: date, months: int) -> Reach:
    """The reach of a line on `on` that opens a window of its own among sorted purchases."""
    before = lay([purchase.on for purchase in purchases], months)
    after = lay(sorted([on, *(purchase.on for purchase in purchases)]), months)
    old, new = filled(purchases, before), filled(purchases, after)
    origins: dict[int, set[int]] = {}
    for was, now in zip(old, new, strict=True):
        origins.setdefault(now, set()).add(was)
    joined = [after[place] for place, came_from in origins.items() if len(came_from) > 1]
    own = next(window for window in after if window.holds(on))
    return Reach(
        own.units,
        own.amount,
        max((window.units for window in joined), default=0),
        max((window.amount for window in joined), default=ZERO),
    )
