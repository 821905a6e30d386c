"""What came of it, for the desk: counts by month and kind, and the words of those who gave some."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from portal.clarity.asking import Kind
from portal.clarity.models import Opinion

MONTHS = 12


@dataclass(frozen=True)
class Tally:
    """How many answered about one kind in one month, and how many found it clear. `month` is its first day."""

    month: date
    kind: Kind
    answers: int
    clear: int
    with_words: int

    @property
    def unclear(self) -> int:
        """How many did not."""
        return self.answers - self.clear

    @property
    def percent(self) -> int:
        """The share of yes, rounded down: a hundred only when nobody said no."""
        return self.clear * 100 // self.answers


@dataclass(frozen=True)
class Bar:
    """One month in the picture, in units of the drawing: 20 a month, 60 high."""

    x: int
    y: str
    height: str


@dataclass(frozen=True)
class Trend:
    """One kind over the months, oldest first; None for a month in which nobody answered."""

    kind: Kind
    months: list[Tally | None]
    answers: int
    percent: int

    @property
    def bars(self) -> list[Bar]:
        """The share of yes by month; nothing where nobody answered."""
        given = [(number, one.percent) for number, one in enumerate(self.months) if one]
        return [Bar(20 * number + 3, f"{60 - share * 0.6:.1f}", f"{share * 0.6:.1f}") for number, share in given]


def first_month(now: datetime) -> date:
    """The first of the months that are shown: a year with this one."""
    months = now.year * 12 + now.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def months_until(now: datetime) -> list[date]:
    """The first days of the months shown, oldest first."""
    start = first_month(now)
    whole = [start.year * 12 + start.month - 1 + step for step in range(MONTHS)]
    return [date(one // 12, one % 12 + 1, 1) for one in whole]


def tallies(*, now: datetime) -> list[Tally]:
    """A row for each month and kind with answers, newest month first. One query, without opening any words."""
    rows = (
        Opinion.objects.filter(at__date__gte=first_month(now))
        .annotate(month=TruncMonth("at"))
        .values("month", "kind")
        .annotate(
            answers=Count("pk"),
            clear=Count("pk", filter=Q(is_clear=True)),
            with_words=Count("pk", filter=Q(has_words=True)),
        )
        .order_by("-month", "kind")
    )
    return [
        Tally(row["month"].date(), Kind(row["kind"]), row["answers"], row["clear"], row["with_words"]) for row in rows
    ]


def trends(found: Iterable[Tally], *, now: datetime) -> list[Trend]:
    """The same by kind, for those that anybody answered."""
    known, made = {(one.kind, one.month): one for one in found}, []
    for kind in Kind:
        months = [known.get((kind, month)) for month in months_until(now)]
        given = [one for one in months if one]
        answers = sum(one.answers for one in given)
        if answers:
            made.append(Trend(kind, months, answers, sum(one.clear for one in given) * 100 // answers))
    return made


def with_words(*, kind: Kind | None = None, is_clear: bool | None = None) -> QuerySet[Opinion]:
    """Answers with words, newest first. Who reads them writes that down."""
    found = Opinion.objects.filter(has_words=True).order_by("-at")
    if kind is not None:
        found = found.filter(kind=kind)
    return found if is_clear is None else found.filter(is_clear=is_clear)
