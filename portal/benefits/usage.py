"""What was already used: the memory between lines, rebuilt from one entry per line that used something."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple, Self

from portal.benefits.days import add_months
from portal.benefits.money import ZERO
from portal.benefits.windows import FRESH, Purchase, Reach, Window, filled, laid_anew, lay

_DAY = attrgetter("on")
_START = attrgetter("start")


class UsageEntry(NamedTuple):
    """What one decided line used: the row of a ledger.

    `takes` maps the key of each allowance to the units taken; a paid line uses `reimbursed` of each of them and of the
    overall maximum. `counted` is the coinsurance that counts to the stop-loss, also where ceilings left nothing to pay.
    """

    person: str
    benefit: str
    on: date
    units: int
    reimbursed: Decimal
    counted: Decimal
    takes: Mapping[str, int]


class Track:
    """Everything one person used of one allowance, kept so that the next question costs the same after many lines."""

    __slots__ = ("_windows", "_year_amounts", "_year_units", "amount", "purchases", "units")

    def __init__(self) -> None:
        self.purchases: list[Purchase] = []
        self.units = 0
        self.amount = ZERO
        self._year_units: dict[int, int] = {}
        self._year_amounts: dict[int, Decimal] = {}
        self._windows: dict[int, list[Window]] = {}

    def add(self, on: date, units: int, amount: Decimal) -> None:
        """Count a paid line."""
        insort(self.purchases, Purchase(on, units, amount), key=_DAY)
        self.units += units
        self.amount += amount
        self._year_units[on.year] = self._year_units.get(on.year, 0) + units
        self._year_amounts[on.year] = self._year_amounts.get(on.year, ZERO) + amount
        for months in list(self._windows):
            self._count(months, on, units, amount)

    def units_in(self, year: int) -> int:
        """Units taken in a calendar year."""
        return self._year_units.get(year, 0)

    def amount_in(self, year: int) -> Decimal:
        """Amount reimbursed in a calendar year."""
        return self._year_amounts.get(year, ZERO)

    def nearest(self, on: date) -> tuple[date | None, date | None]:
        """The last day of use on or before `on`, and the first one after or on it."""
        place = bisect_left(self.purchases, on, key=_DAY)
        after = self.purchases[place].on if place < len(self.purchases) else None
        if after == on:
            return on, on
        return (self.purchases[place - 1].on if place else None), after

    def reach(self, on: date, months: int) -> Reach:
        """What a line on `on` finds in windows of so many months."""
        window = self._holding(on, months)
        if window is not None:
            return Reach(window.units, window.amount, 0, ZERO)
        laid = self._laid(months)
        if not laid or on >= laid[-1].end:
            return FRESH
        return laid_anew(self.purchases, on, months)

    def _count(self, months: int, on: date, units: int, amount: Decimal) -> None:
        window, laid = self._holding(on, months), self._windows[months]
        if window is None and laid and on < laid[-1].end:
            del self._windows[months]  # it came between: laid anew at the next question
            return
        if window is None:
            window = Window(on, add_months(on, months))
            laid.append(window)
        window.take(units, amount)

    def _laid(self, months: int) -> list[Window]:
        if months not in self._windows:
            windows = lay([purchase.on for purchase in self.purchases], months)
            filled(self.purchases, windows)
            self._windows[months] = windows
        return self._windows[months]

    def _holding(self, on: date, months: int) -> Window | None:
        laid = self._laid(months)
        place = bisect_left(laid, on, key=_START)
        if place == len(laid) or laid[place].start != on:
            place -= 1
        return laid[place] if place >= 0 and laid[place].holds(on) else None


NEVER = Track()


class Usage:
    """What every person of a family used so far. Grows by `add`; nothing already decided is ever reopened."""

    __slots__ = ("_paid", "_tracks")

    def __init__(self, entries: Iterable[UsageEntry] = ()) -> None:
        self._tracks: dict[tuple[str, str], Track] = {}
        self._paid: dict[tuple[str, int], Decimal] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: UsageEntry | None) -> Self:
        """Count what a line used; None, and a line that was not paid, use nothing. Returns self."""
        if entry is None or not entry.reimbursed:
            return self
        person, _, on, _, reimbursed, _, takes = entry
        whose = person, on.year
        self._paid[whose] = self._paid.get(whose, ZERO) + reimbursed
        for key, units in takes.items():
            track = self._tracks.get((person, key))
            if track is None:
                track = self._tracks[person, key] = Track()
            track.add(on, units, reimbursed)
        return self

    def track(self, person: str, key: str) -> Track:
        """What a person used of an allowance. Read only."""
        return self._tracks.get((person, key), NEVER)

    def paid(self, person: str, year: int) -> Decimal:
        """What a person was reimbursed in a calendar year, supplements apart."""
        return self._paid.get((person, year), ZERO)
