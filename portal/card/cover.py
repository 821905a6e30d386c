"""From when until when somebody is covered, as her card and her proof of insurance say it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from portal.members.models import Enrolment, Person


@dataclass(frozen=True)
class Cover:
    """Days covered without a gap, first and last included; no last day means until further notice."""

    from_on: date
    until_on: date | None

    def holds(self, first: date, last: date) -> bool:
        """Whether every day from `first` to `last` is covered, as far as is known."""
        return self.from_on <= first and (self.until_on is None or last <= self.until_on)


def cover_of(people: Collection[Person], day: date) -> dict[UUID, Cover]:
    """The cover of each of these people that holds on that day; who is not covered is left out. One query."""
    spans: dict[UUID, list[Cover]] = {}
    rows = Enrolment.objects.filter(person__in=people).order_by("from_on")
    for person, from_on, until_on in rows.values_list("person_id", "from_on", "until_on"):
        spans.setdefault(person, []).append(Cover(from_on, until_on))
    found = {person: _on(joined(mine), day) for person, mine in spans.items()}
    return {person: cover for person, cover in found.items() if cover is not None}


def joined(spans: Iterable[Cover]) -> list[Cover]:
    """Spans in the order of their first days, with those made one that follow each other without a day between."""
    found: list[Cover] = []
    for span in spans:
        before = found[-1] if found else None
        if before and before.until_on and span.from_on <= before.until_on + timedelta(days=1):
            found[-1] = Cover(before.from_on, span.until_on)
        else:
            found.append(span)
    return found


def _on(spans: list[Cover], day: date) -> Cover | None:
    return next((span for span in spans if span.holds(day, day)), None)
