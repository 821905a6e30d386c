"""What the work list does for this room. Each is safe to do twice."""

from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from portal.notices import daily
from portal.work.registry import handles


@handles(daily.JOB_KIND)
def mail_of_the_day(*, key: UUID, now: datetime) -> None:
    """Writes the mail of the day to the member `key`."""
    daily.send_mail_of_the_day(reader_id=key, now=now)


@shared_task
def order_mails_of_the_day() -> None:
    """Once an hour: for whom it is morning now."""
    daily.order_mails(now=timezone.now())
