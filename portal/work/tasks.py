"""The Celery tasks of the portal: do one job, do several together, look for jobs nobody heard of."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task
from django.db import DatabaseError
from django.db.utils import InterfaceError
from django.utils import timezone

from portal.work import jobs

# Shorter than a lease, so that a job is never done by two workers at a time.
TIME_LIMIT_SECONDS = jobs.LEASE_SECONDS - 5


@shared_task(time_limit=TIME_LIMIT_SECONDS, throws=(DatabaseError, InterfaceError))
def run_job(job_id: str) -> None:
    """Do one job of the work list, if it is still to be done, and with it what waits and goes together with it."""
    jobs.perform_with_others(UUID(job_id), timezone.now())


@shared_task(time_limit=TIME_LIMIT_SECONDS, throws=(DatabaseError, InterfaceError))
def run_jobs(job_ids: list[str]) -> None:
    """Do several jobs of one kind together, as far as they are still to be done."""
    jobs.perform_together([UUID(job_id) for job_id in job_ids], timezone.now())


@shared_task(time_limit=TIME_LIMIT_SECONDS, throws=(DatabaseError, InterfaceError))
def sweep() -> None:
    """Ring for everything due that nobody works on; what one sweep leaves over, the next one rings for at once."""
    if jobs.sweep(timezone.now()) == jobs.SWEEP_AT_MOST:
        sweep.apply_async()
