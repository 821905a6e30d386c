"""Ringing the broker without ever making a member wait for it.

The work list is in the database, so a bell that is not heard costs seconds (the sweep rings again), never work.
Hence one short try, no exceptions, and silence for a while after a failure: a hung Redis keeps one request in ten
seconds of one process waiting, and that one for two.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from celery import current_app
from celery.contrib.django.task import DjangoTask
from django.conf import settings
from django.db import transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from portal.work.models import Job

log = logging.getLogger(__name__)

QUIET_SECONDS = 10
PATIENCE_SECONDS = 2.0
BROKER_ERRORS = (KombuError, RedisError, OSError)
RUN_JOB, RUN_JOBS, SWEEP = (f"portal.work.tasks.{name}" for name in ("run_job", "run_jobs", "sweep"))
FEW = 6
LAST = 9


class Breaker:
    """Remembers in this process that the broker failed a moment ago, so that nobody else waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed_at = 0.0

    def allows(self) -> bool:
        """True when the broker may be tried."""
        return time.monotonic() >= self._closed_at

    def failed(self) -> None:
        """The broker did not answer."""
        with self._lock:
            self._closed_at = time.monotonic() + QUIET_SECONDS

    def reset(self) -> None:
        """Forget failures (tests)."""
        self._closed_at = 0.0


breaker = Breaker()


class DoorbellTask(DjangoTask):
    """A Celery task whose sending neither retries, nor raises, nor waits when the broker is away."""

    def apply_async(self, *args: Any, **options: Any) -> Any:
        """Send once. None when the broker is away (or was a moment ago)."""
        send = partial(super().apply_async, *args, **{**options, "retry": False})
        if self.app.conf.task_always_eager:
            return send()
        if not breaker.allows():
            return None
        try:
            return _within(PATIENCE_SECONDS, send)
        except BROKER_ERRORS as problem:
            breaker.failed()
            # The class only: a broker's message may carry its address and password.
            log.warning("broker away (%s): quiet for %s s, the sweep will ring", type(problem).__name__, QUIET_SECONDS)
            return None


def _within(seconds: float, send: Callable[[], Any]) -> Any:
    """The result of `send`, or TimeoutError after `seconds`.

    In a thread of its own, because the client libraries try several times underneath `retry=False`: a refused
    connection took six seconds, a hung one nine times the socket time-out. The thread is left to end by itself.
    """
    outcome: list[Any] = []
    problems: list[Exception] = []

    def run() -> None:
        try:
            outcome.append(send())
        except Exception as problem:  # noqa: BLE001 - carried over to the caller's thread
            problems.append(problem)

    bell = threading.Thread(target=run, name="doorbell", daemon=True)
    bell.start()
    bell.join(seconds)
    if problems:
        raise problems[0]
    if not outcome:
        raise TimeoutError
    return outcome[0]


def ring(job: Job) -> bool:
    """Tell the workers about one job. False when the broker was not reached."""
    # By name: the task imports the jobs, which import this.
    return current_app.tasks[RUN_JOB].apply_async(args=(str(job.pk),), priority=_rank(job)) is not None


def ring_together(jobs: Sequence[Job]) -> bool:
    """Tell one worker about several jobs of one kind that are done together. False when the broker was not reached."""
    if len(jobs) == 1:
        return ring(jobs[0])
    keys = [str(job.pk) for job in jobs]
    return current_app.tasks[RUN_JOBS].apply_async(args=(keys,), priority=_rank(jobs[0])) is not None


def ring_on_commit(jobs: Sequence[Job]) -> None:
    """Ring once the caller's transaction is saved; never when it is rolled back.

    For many jobs one bell is rung, for a sweep that rings for each of them: whoever made them is not kept.
    """
    if len(jobs) > FEW:
        transaction.on_commit(lambda: current_app.tasks[SWEEP].apply_async(), robust=True)
        return
    for job in jobs:
        transaction.on_commit(partial(ring, job), robust=True)


def _rank(job: Job) -> int:
    """Where Redis puts the bell: behind all others for kinds that may wait. A folder as broker knows no ranks."""
    return LAST if job.kind in settings.WORK_LATER_KINDS else 0
