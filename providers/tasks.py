"""Jobs of the provider list."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from portal.work.registry import handles
from providers import reach, uploads


@handles(uploads.READ_JOB)
def read_file(*, key: UUID, now: datetime) -> None:
    """Read and judge an uploaded file, slice by slice."""
    uploads.read_file(key=key, now=now)


@handles(uploads.STORE_JOB)
def store_file(*, key: UUID, now: datetime) -> None:
    """Take a confirmed file over, slice by slice."""
    uploads.store_file(key=key, now=now)


@handles(reach.REACH_JOB)
def find_reach(*, key: UUID, now: datetime) -> None:
    """Count members far from a hospital."""
    reach.make_report(report_id=key, on=timezone.localdate(now), now=now)
