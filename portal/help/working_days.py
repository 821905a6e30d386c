"""Working days of an office, as a clock: it stands still on weekends and holidays, by the office's own calendar."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from portal.help.offices import Office

DAY = timedelta(days=1)
# A calendar without a working day in so many days is a mistake in the file of offices.
FURTHEST = 60


def answer_by(since: datetime, *, days: int, office: Office) -> datetime:
    """`days` working days after `since`: at the same hour there; what comes on a free day comes on the next morning."""
    local = since.astimezone(office.zone)
    first, clock = local.date(), local.time()
    if not office.works_on(first):
        first, clock = next(_working(first, office)), time.min
    after = _working(first + DAY, office)
    last = first
    for _number in range(days):
        last = next(after)
    return datetime.combine(last, clock, tzinfo=office.zone).astimezone(UTC)


def worked(since: datetime, until: datetime, *, office: Office) -> timedelta:
    """How much of the time between was on working days: what a promise in working days is measured against."""
    begin, end = since.astimezone(office.zone), until.astimezone(office.zone)
    total, day = timedelta(), begin.date()
    while day <= end.date():
        if office.works_on(day):
            midnight = datetime.combine(day, time.min, tzinfo=office.zone)
            total += max(min(end, midnight + DAY) - max(begin, midnight), timedelta())
        day += DAY
    return total


def _working(day: date, office: Office) -> Iterator[date]:
    free = 0
    while free < FURTHEST:
        if office.works_on(day):
            free = 0
            yield day
        free += 1
        day += DAY
    raise ValueError(f"the office {office.key} has no working day near {day}")
