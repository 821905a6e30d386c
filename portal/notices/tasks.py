"""What the work list does for this room. Each is safe to do twice."""

from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from portal.notices import daily, news_telling, news_writing
from portal.work.leases import Later
from portal.work.registry import handles


@handles(daily.JOB_KIND)
def mail_of_the_day(*, key: UUID, now: datetime) -> None:
    """Writes the mail of the day to the member `key`."""
    daily.send_mail_of_the_day(reader_id=key, now=now)


@handles(news_writing.JOB_KIND)
def tell_news(*, key: UUID, now: datetime) -> None:
    """Tells members of the version `key` of a piece of news; the rest of them a little later."""
    for _batch in range(news_telling.BATCHES):
        if not news_telling.tell_batch(version_id=key, now=now):
            return
    raise Later(news_telling.PAUSE, "more-members")


@shared_task
def order_mails_of_the_day() -> None:
    """Once an hour: for whom it is morning now."""
    daily.order_mails(now=timezone.now())
