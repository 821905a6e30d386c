"""The claims bench itself, inside a scratch portal: see `claims.bench`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from claims.bench_people import drafted, load_figures, members, sent
from claims.bench_speed import LINES, after, decided_a_second, queries_a_claim, waiting
from claims.models import Claim, Settlement
from portal.members.models import Person
from portal.post.models import Dispatch
from portal.work import jobs
from portal.work.collector import spare
from portal.work.models import Job

PATIENCE_SECONDS = 600


class TooSlow(Exception):
    """The workers did not finish in time."""


def measure_claims(count: int, workers: int, histories: list[int]) -> dict[str, Any]:
    """All figures of the bench, over `count` claims of three lines."""
    load_figures()
    people = members(max(count // 5, 1))
    queries = queries_a_claim(people[0])
    spare()  # as a worker does
    alone = decided_a_second(people, count)
    curve = {str(history): after(history) for history in histories}
    course, ordered = {}, {}
    for number in {1, workers}:
        with _workers(number):
            _warm_up(people, number)
            if number == workers:
                course = _sent_one_by_one([drafted(people[each % len(people)], LINES) for each in range(count)])
            ordered[str(number)] = _ordered(people, count)
    return {
        "figure": ordered[str(workers)],
        "unit": "claims a second, each ordered by itself, through the broker to the last settlement stored",
        "size": f"{count} claims of {LINES} lines from {len(people)} families, {workers} worker processes",
        "claims_a_second": {**alone, "end_to_end_by_worker_processes": ordered},
        "all_workers_over_one": round(ordered[str(workers)] / ordered["1"], 2),
        "queries_a_claim": queries,
        "sent_one_by_one": course,
        "settling_after_so_many_claims": curve,
        "broker": settings.CELERY_BROKER_URL.partition("://")[0],
        "load_average": [round(load, 1) for load in os.getloadavg()],
    }


def _sent_one_by_one(ready: list[Claim]) -> dict[str, float]:
    """Claims sent by one sender as fast as she can: how soon each is decided, and when the last note is mailed."""
    ours = Settlement.objects.filter(claim__in=[claim.pk for claim in ready])
    seen: dict[UUID, float] = {}
    moments: dict[UUID, float] = {}

    def all_seen() -> bool:
        for claim in set(ours.values_list("claim_id", flat=True)) - seen.keys():
            seen[claim] = time.perf_counter()
        return len(seen) == len(ready)

    began = time.perf_counter()
    for claim in ready:
        sent([claim])
        moments[claim.pk] = time.perf_counter()
        all_seen()
    settled = _until(all_seen, began)
    mails = Dispatch.objects.filter(key__in=ours.values("pk"), state=Dispatch.State.SENT)
    mailed = _until(lambda: mails.count() == len(ready), began)
    waits = [max(seen[key] - moment, 0) * 1000 for key, moment in moments.items()]
    return {
        "claims_sent_a_second": round(len(ready) / (max(moments.values()) - began), 1),
        "claims_settled_a_second": round(len(ready) / settled, 1),
        "claims_mailed_a_second": round(len(ready) / mailed, 1),
        "milliseconds_from_sent_to_decided_p50": round(median(waits)),
        "milliseconds_from_sent_to_decided_p95": round(quantiles(waits, n=20, method="inclusive")[-1]),
    }


def _ordered(people: list[Person], count: int) -> float:
    """Claims a second, each with its own row on the work list and its own bell: from the first order to the last
    settlement stored. Notes are written meanwhile, as far as workers come to it.
    """
    claims = waiting(people, count)
    ours = Settlement.objects.filter(claim__in=[claim.pk for claim in claims])
    began = time.perf_counter()
    for claim in claims:
        jobs.enqueue(kind="claims.adjudicate", key=claim.pk, now=timezone.now())
    seconds = _until(lambda: ours.count() == count, began)
    return round(count / seconds, 1)


@contextmanager
def _workers(count: int) -> Iterator[None]:
    """A real worker of the scratch portal with so many processes; killed afterwards with all of them.

    What one before it left undone is forgotten: notes of claims that were decided faster than they are set.
    """
    Job.objects.all().delete()
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR"]
    command = [sys.executable, "-m", "celery", "-A", "portal.celery", "--quiet", "worker", "-c", str(count), *quiet]
    worker = subprocess.Popen(
        command, cwd=settings.BASE_DIR, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def _warm_up(people: list[Person], workers: int) -> None:
    """Until every worker process has surely written a note: the first one costs seconds."""
    sent([drafted(people[number % len(people)]) for number in range(workers * 4)])
    _until(lambda: not Job.objects.filter(state=Job.State.WAITING).exists(), time.perf_counter())


def _until(true: Callable[[], bool], began: float) -> float:
    """Seconds since `began` until `true()`; the list is swept meanwhile, as the clock would. Raises TooSlow."""
    swept = time.perf_counter()
    while not true():
        now = time.perf_counter()
        if now - began > PATIENCE_SECONDS:
            raise TooSlow
        if now - swept > settings.SWEEP_SECONDS:
            jobs.sweep(timezone.now())
            swept = now
        time.sleep(0.02)
    return time.perf_counter() - began
