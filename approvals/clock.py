"""The clock of a request: hours promised from its receipt, standing still while we wait for somebody.

Hours are hours everywhere: it counts moments, not days on somebody's calendar, so no time zone and no change to summer
time makes them longer or shorter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from approvals.models import CareRequest, Pause, RequestRules
from portal.work.measuring import Measured, measured

WEEKS = 8
NONE = timedelta(0)


@dataclass(frozen=True)
class Clock:
    """How a request stands. `left` is the time of ours that remains, below zero once the promise is broken.

    While it `stands`, since `since`, `left` does not change and `due_at` moves on with every minute.
    """

    due_at: datetime
    left: timedelta
    since: datetime | None
    is_late: bool
    is_alarming: bool

    @property
    def stands(self) -> bool:
        return self.since is not None


def clock_of(request: CareRequest, *, rules: RequestRules, now: datetime) -> Clock | None:
    """The clock of an open request; None before it was sent and after it ended."""
    if not request.is_open or request.due_at is None:
        return None
    pause = open_pause(request)
    due_at = request.due_at + (now - pause.started_at if pause else NONE)
    left = due_at - now
    late = left < NONE
    alarming = pause is None and left <= rules.alarm
    return Clock(due_at, left, pause.started_at if pause else None, late, alarming)


def open_pause(request: CareRequest) -> Pause | None:
    """What the clock waits for. Reads what was prefetched, if it was."""
    return next((pause for pause in request.pauses.all() if pause.ended_at is None), None)


def paused(request: CareRequest, *, until: datetime) -> timedelta:
    """How long the clock stood still so far; an open pause counts until then."""
    return sum(((pause.ended_at or until) - pause.started_at for pause in request.pauses.all()), NONE)


def taken(request: CareRequest, *, until: datetime) -> timedelta:
    """How long a sent request took us, without its pauses."""
    return until - request.sent_at - paused(request, until=until) if request.sent_at else NONE


def measured_answers(*, now: datetime) -> Measured:
    """How long answers of the last weeks took us; may be up to an hour old, counted once an hour and process."""
    return _measured(now.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=8)
def _measured(hour: datetime) -> Measured:
    ended = CareRequest.objects.filter(
        state__in=[CareRequest.State.ANSWERED, CareRequest.State.CLOSED],
        ended_at__range=(hour - timedelta(weeks=WEEKS), hour + timedelta(hours=1)),
    )
    return measured(ended)
