"""The verbs of the work list: put a job on it, do it, look for what was left lying, say how it stands."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.db.utils import InterfaceError, OperationalError

from portal.work import leases
from portal.work.doorbell import ring_on_commit, ring_together
from portal.work.leases import LEASE_SECONDS, Later
from portal.work.models import Job
from portal.work.orders import write_orders
from portal.work.registry import UnknownKind, handler_of, together_of

__all__ = [
    "LEASE_SECONDS",
    "Later",
    "drain",
    "enqueue",
    "enqueue_all",
    "figures",
    "oldest_seconds",
    "perform",
    "perform_together",
    "perform_with_others",
    "reopen",
    "sweep",
    "waiting",
]

log = logging.getLogger(__name__)

SWEEP_AT_MOST = 500
BUNDLE = 20
RING_AGAIN = timedelta(seconds=30)


class Figures(TypedDict):
    """How the work list stands: due jobs, age in seconds of the oldest of them, jobs given up."""

    waiting: int
    oldest_seconds: int
    parked: int


def enqueue(*, kind: str, key: UUID, now: datetime, due_at: datetime | None = None) -> Job:
    """Put the job (`kind`, `key`) on the list, in the caller's transaction; the broker is rung on commit.

    A job that is done or parked is opened again. One that waits is left alone, but runs once more if it is in hand
    at this moment: its handler may have read what the caller is just changing.
    """
    (stored,) = enqueue_all([(kind, key)], now=now, due_at=due_at)
    return stored


def enqueue_all(orders: Collection[tuple[str, UUID]], *, now: datetime, due_at: datetime | None = None) -> list[Job]:
    """Put several jobs on the list, each as `enqueue` does, with one statement for all."""
    stored = write_orders(orders, now=now, due_at=due_at or now)
    ring_on_commit([job for job in stored if job.due_at <= now])
    return stored


def perform(job_id: UUID, now: datetime) -> bool:
    """Do one job if it is due and nobody holds it. True when it was tried here.

    The handler runs outside any transaction. Its failure is written on the job (class name only), never raised.
    Raises django.db.OperationalError when the database itself is away.
    """
    leases.refresh_connections()
    held = leases.take(job_id, now)
    if held is None:
        return False
    try:
        handler_of(held.kind)(key=held.key, now=now)
    except Later as later:
        leases.put_off(held, now=now, seconds=later.seconds, problem=later)
    except (OperationalError, InterfaceError) as outage:
        # The database's trouble is not the job's: an outage must not park what waits for it.
        leases.put_off(held, now=now, seconds=leases.OUTAGE_SECONDS, problem=outage)
    except Exception as problem:  # noqa: BLE001 - whatever a handler raises must not take the worker along
        leases.fail(held, now=now, problem=problem)
    else:
        leases.finish(held, now=now)
    finally:
        leases.refresh_connections()
    return True


def perform_with_others(job_id: UUID, now: datetime) -> int:
    """Do one job, together with up to 19 of its kind that wait too, if its room knows how; the number tried here.

    So a backlog is worked off in bundles, whoever rings, and a job that is alone is done at once.
    """
    kind = Job.objects.filter(pk=job_id).values_list("kind", flat=True).first()
    if kind is None or not _goes_together(kind):
        return int(perform(job_id, now))
    others = Job.objects.free(now).filter(kind=kind, attempts=0).exclude(pk=job_id).order_by("due_at")
    return perform_together([job_id, *others.values_list("pk", flat=True)[: BUNDLE - 1]], now)


def perform_together(job_ids: Sequence[UUID], now: datetime) -> int:
    """Do several jobs of one kind, together if its room knows how; the number tried here.

    Together it is all or none. When that fails, each is done alone, so that one bad job holds up no other.
    Raises django.db.OperationalError when the database itself is away.
    """
    leases.refresh_connections()
    held = leases.take_together(job_ids, now) if len(job_ids) > 1 else []
    together = together_of(held[0].kind) if held else None
    if together is None or any(one.kind != held[0].kind for one in held):
        if held:
            leases.let_go(held)
        return sum(perform(job_id, now) for job_id in job_ids)
    try:
        together(keys=[one.key for one in held], now=now)
    except Exception as problem:  # noqa: BLE001 - which of them it was is found out one by one
        log.warning("%s jobs (%s) done one by one: %s", len(held), held[0].kind, leases.problem_name(problem))
        leases.refresh_connections()
        leases.let_go(held)
        return sum(perform(job_id, now) for job_id in job_ids)
    leases.finish_together(held, now=now)
    others = set(job_ids) - {one.id for one in held}
    return len(held) + sum(perform(job_id, now) for job_id in job_ids if job_id in others)


def sweep(now: datetime) -> int:
    """Ring for every job that is due, free, and was not rung for lately; the number rung."""
    unheard = Job.objects.unheard(now, now - RING_AGAIN).order_by("due_at")[:SWEEP_AT_MOST]
    rung: list[UUID] = []
    for bundle in _bundles(unheard):
        if not ring_together(bundle):
            break
        rung += [job.pk for job in bundle]
    Job.objects.filter(pk__in=rung).update(rung_at=now)
    return len(rung)


def _bundles(due: Iterable[Job]) -> Iterator[list[Job]]:
    """The jobs in their order, as they are done: those done together in bundles, all others alone."""
    open_bundles: dict[str, list[Job]] = {}
    for job in due:
        if job.attempts or not _goes_together(job.kind):
            yield [job]
            continue
        bundle = open_bundles.setdefault(job.kind, [])
        bundle.append(job)
        if len(bundle) == BUNDLE:
            yield open_bundles.pop(job.kind)
    yield from open_bundles.values()


def _goes_together(kind: str) -> bool:
    try:
        return together_of(kind) is not None
    except UnknownKind:  # told when it is its turn
        return False


def drain(now: datetime) -> int:
    """Do in this process everything that is due, and what that puts on the list; the number of tries."""
    count = 0
    while due := list(Job.objects.free(now).order_by("due_at", "created_at")[:100]):
        tried = sum(perform_together([job.pk for job in bundle], now) for bundle in _bundles(due))
        if not tried:
            break
        count += tried
    return count


def reopen(*, jobs: Iterable[Job], now: datetime, by: str) -> int:
    """Give parked jobs another five tries; the number opened. `by` is who asked, for the log."""
    count = 0
    with transaction.atomic():
        for job in jobs:
            opened = Job.objects.parked().filter(pk=job.pk).update(state=Job.State.WAITING, attempts=0, due_at=now)
            count += opened
            if opened:
                log.info("job %s (%s) opened again by staff %s", job.pk, job.kind, by)
                ring_on_commit([job])
    return count


def figures(now: datetime) -> Figures:
    """How the work list stands at `now`; nothing personal in it."""
    due = Job.objects.filter(state=Job.State.WAITING, due_at__lte=now)
    oldest = due.aggregate(oldest=Min("due_at"))["oldest"]
    return {
        "waiting": due.count(),
        "oldest_seconds": int((now - oldest).total_seconds()) if oldest else 0,
        "parked": Job.objects.parked().count(),
    }


def waiting(*, kind: str, keys: Collection[UUID]) -> set[UUID]:
    """For which of the keys a job of this kind is still to be done, or in hand. One query."""
    jobs = Job.objects.filter(kind=kind, key__in=keys, state=Job.State.WAITING)
    return set(jobs.values_list("key", flat=True))


def oldest_seconds(*, kind: str, now: datetime) -> int:
    """For how long the oldest undone job of a kind has been due, parked ones included; 0 when all are done."""
    undone = Job.objects.filter(kind=kind, state__in=[Job.State.WAITING, Job.State.PARKED])
    oldest = undone.aggregate(oldest=Min("due_at"))["oldest"]
    return max(int((now - oldest).total_seconds()), 0) if oldest else 0
