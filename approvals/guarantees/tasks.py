"""Jobs of the guarantees: ids in, one call each; what is done already or gone is a normal end."""

from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from approvals.guarantees.ending import TELL, expire, expire_all
from approvals.guarantees.issuing import EXPIRE, PAPERS
from approvals.guarantees.models import Guarantee
from approvals.guarantees.papers import write_papers
from approvals.guarantees.sending import tell_end
from portal.work.registry import handles


@handles(PAPERS)
def write_the_papers(*, key: UUID, now: datetime) -> None:
    """Write and send the papers of the guarantee `key`."""
    if Guarantee.objects.filter(pk=key).exists():
        write_papers(guarantee_id=key, now=now)


@handles(TELL)
def tell_of_the_end(*, key: UUID, now: datetime) -> None:
    """Tell member and provider that the guarantee `key` ended."""
    if Guarantee.objects.filter(pk=key).exists():
        tell_end(guarantee_id=key, now=now)


@handles(EXPIRE)
def expire_a_guarantee(*, key: UUID, now: datetime) -> None:
    """End the guarantee `key` when its last day is over."""
    if Guarantee.objects.filter(pk=key).exists():
        expire(guarantee_id=key, now=now)


@shared_task
def expire_guarantees() -> None:
    """Every night: what the work list missed."""
    expire_all(now=timezone.now())
