"""The promise: an answer within two working days of the member's office; and what was measured beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from portal.help.models import Enquiry, Message
from portal.help.offices import Office, office_of
from portal.help.working_days import answer_by
from portal.members.models import Person
from portal.work.measuring import Measured, measured

PROMISED_DAYS = 2
# The team hears of it while there is still time to answer.
ALARM = timedelta(hours=8)
WEEKS = 8
NONE = timedelta()


@dataclass(frozen=True)
class Clock:
    """How long we still have. `left` is below zero once the promise is broken."""

    due_at: datetime
    left: timedelta

    @property
    def is_late(self) -> bool:
        return self.left < NONE

    @property
    def is_alarming(self) -> bool:
        return self.left <= ALARM


def office_for(person: Person | None) -> Office:
    """The office of the member's region; the first one for who is not known."""
    return office_of(person.family.residence if person else "")


def due(since: datetime, person: Person | None) -> datetime:
    """Until when we answer what came in at `since`."""
    return answer_by(since, days=PROMISED_DAYS, office=office_for(person))


def clock_of(enquiry: Enquiry, *, now: datetime) -> Clock | None:
    """The clock of what waits; None when nothing does."""
    if not enquiry.is_open or enquiry.due_at is None:
        return None
    return Clock(enquiry.due_at, enquiry.due_at - now)


def measured_answers(*, now: datetime) -> Measured:
    """Working time our answers of the last weeks took; may be up to an hour old, counted once an hour and process."""
    return _measured(now.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=8)
def _measured(hour: datetime) -> Measured:
    since, until = hour - timedelta(weeks=WEEKS), hour + timedelta(hours=1)
    return measured(Message.objects.filter(kind=Message.Kind.ANSWER, at__range=(since, until), took__isnull=False))
