"""What the work list does for this room. Each is safe to do twice."""

from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from portal.entitlements import reminders
from portal.work.registry import handles


@handles(reminders.JOB_KIND)
def remind(*, key: UUID, now: datetime) -> None:
    """Reminds the family `key` of what ends soon."""
    reminders.remind(family_id=key, now=now)


@shared_task
def order_reminders() -> None:
    """Once a day: for every family."""
    reminders.order_reminders(now=timezone.now())
