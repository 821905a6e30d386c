"""Holding a job: taken by one compare-and-swap, given back with how it went. Safe on SQLite and PostgreSQL alike."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connections
from django.db.models import F
from django.db.utils import InterfaceError, OperationalError

from portal.work.models import Job

log = logging.getLogger(__name__)

LEASE_SECONDS: int = settings.WORK_LEASE_SECONDS
MOST_ATTEMPTS = 5
BACK_OFF_SECONDS = (1, 5, 20, 60)
OUTAGE_SECONDS = 5
# How long a result is kept in hand while the database is away: together well within the lease.
WRITE_PAUSES = (0.2, 0.5, 1, 2, 4, 8)


class Later(Exception):
    """Raised by a handler: not now, and through no fault of the job; try again after `seconds`."""

    def __init__(self, seconds: int, code: str = "") -> None:
        super().__init__(code)
        self.seconds = max(1, seconds)
        self.code = code


@dataclass(frozen=True)
class Held:
    """A job in our hand. `lease` proves it; `asked` tells whether it was asked for again meanwhile."""

    id: UUID
    kind: str
    key: UUID
    lease: UUID
    asked: int
    attempts: int


def take(job_id: UUID, now: datetime) -> Held | None:
    """Lease the job for a minute (WORK_LEASE_SECONDS), or None when it is done, not due, or in another hand.

    The try is counted here and not when it fails: a job that kills its worker must be parked too.
    """
    lease = uuid4()
    free = Job.objects.free(now).filter(pk=job_id)
    taken = free.filter(attempts__lt=MOST_ATTEMPTS).update(
        lease=lease, leased_until=now + timedelta(seconds=LEASE_SECONDS), attempts=F("attempts") + 1
    )
    if not taken:
        if free.filter(attempts__gte=MOST_ATTEMPTS).update(
            state=Job.State.PARKED, lease=None, leased_until=None, last_problem="worker lost"
        ):
            log.error("job %s parked: its worker was lost %s times", job_id, MOST_ATTEMPTS)
        return None
    job = Job.objects.filter(lease=lease).first()
    if job is None:  # taken from us between the two statements: the lease ran out on a stopped machine
        return None
    return Held(id=job.id, kind=job.kind, key=job.key, lease=lease, asked=job.asked, attempts=job.attempts)


def take_together(job_ids: Collection[UUID], now: datetime) -> list[Held]:
    """Lease those of the jobs that are free and were never tried, under one lease. Two statements."""
    lease = uuid4()
    taken = (
        Job.objects.free(now)
        .filter(pk__in=job_ids, attempts=0)
        .update(lease=lease, leased_until=now + timedelta(seconds=LEASE_SECONDS), attempts=F("attempts") + 1)
    )
    found = Job.objects.filter(lease=lease).order_by("created_at") if taken else ()
    return [
        Held(id=job.id, kind=job.kind, key=job.key, lease=lease, asked=job.asked, attempts=job.attempts)
        for job in found
    ]


def finish_together(held: Sequence[Held], *, now: datetime) -> None:
    """All done; those that were asked for again while in hand wait for another go."""
    lease, asked = held[0].lease, {one.asked for one in held}

    def write() -> None:
        for times in asked:
            ours = Job.objects.filter(lease=lease, pk__in=[one.id for one in held if one.asked == times])
            ours.filter(asked=times).update(
                state=Job.State.DONE, finished_at=now, lease=None, leased_until=None, last_problem=""
            )
        Job.objects.filter(lease=lease).update(attempts=0, due_at=now, lease=None, leased_until=None, last_problem="")

    patiently(write)


def let_go(held: Sequence[Held]) -> None:
    """Give all back as if they had never been taken."""
    patiently(
        lambda: Job.objects.filter(lease=held[0].lease).update(
            lease=None, leased_until=None, attempts=F("attempts") - 1
        )
    )


def finish(held: Held, *, now: datetime) -> None:
    """Done; unless it was asked for again while in hand, then it waits for another go."""

    def write() -> None:
        ours = Job.objects.filter(pk=held.id, lease=held.lease)
        done = ours.filter(asked=held.asked).update(
            state=Job.State.DONE, finished_at=now, lease=None, leased_until=None, last_problem=""
        )
        if not done:
            ours.update(attempts=0, due_at=now, lease=None, leased_until=None, last_problem="")

    patiently(write)


def put_off(held: Held, *, now: datetime, seconds: int, problem: Exception) -> None:
    """Try again after `seconds`; this try does not count."""
    name = problem_name(problem)
    log.info("job %s (%s) put off for %s s: %s", held.id, held.kind, seconds, name)
    _give_back(held, attempts=held.attempts - 1, due_at=now + timedelta(seconds=seconds), last_problem=name)


def fail(held: Held, *, now: datetime, problem: Exception) -> None:
    """Try again after 1, 5, 20, 60 seconds; park the job at the fifth failure."""
    name = problem_name(problem)
    if held.attempts >= MOST_ATTEMPTS:
        log.error(
            "job %s (%s) parked after %s tries: %s at %s", held.id, held.kind, held.attempts, name, place(problem)
        )
        _give_back(held, state=Job.State.PARKED, last_problem=name)
        return
    seconds = BACK_OFF_SECONDS[held.attempts - 1]
    log.warning("job %s (%s) failed, again in %s s: %s at %s", held.id, held.kind, seconds, name, place(problem))
    _give_back(held, due_at=now + timedelta(seconds=seconds), last_problem=name)


def problem_name(problem: Exception) -> str:
    """Class name and, if it has one, our own error code. Never the message: it may hold what a member wrote."""
    code = getattr(problem, "code", "")
    own = type(problem).__module__.partition(".")[0] in {"portal", "claims", "approvals", "providers"}
    return f"{type(problem).__name__}{f' ({code})' if own and code and isinstance(code, str) else ''}"[:120]


def place(problem: Exception) -> str:
    """File and line that raised, for the log."""
    frames = traceback.extract_tb(problem.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"


def _give_back(held: Held, **changes: object) -> None:
    def write() -> None:
        Job.objects.filter(pk=held.id, lease=held.lease).update(lease=None, leased_until=None, **changes)

    patiently(write)


def patiently(write: Callable[[], object]) -> None:
    """Write even if the database is away for a few seconds, else the lease would run out and count as a crash."""
    for pause in WRITE_PAUSES:
        try:
            write()
        except (OperationalError, InterfaceError):
            refresh_connections()
            time.sleep(pause)
        else:
            return
    write()


def refresh_connections() -> None:
    """Drop database connections that are broken or too old, as Django does around a request.

    Not inside a transaction: there it would take the caller's work along (`drain` may be called from a test's).
    """
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
