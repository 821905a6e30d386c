"""Jobs of help, and the look into the mailbox that members write to."""

import logging
from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from portal.help import alarms, arrivals
from portal.post.imap import MailboxAway
from portal.work.registry import handles

log = logging.getLogger(__name__)


@handles(alarms.JOB_KIND)
def look_at_the_clock(*, key: UUID, now: datetime) -> None:
    """Whether the conversation `key` runs out of time."""
    alarms.raise_alarm(enquiry_id=key, now=now)


@shared_task
def read_mailbox() -> None:
    """Read what members wrote; when the mailbox is away, the next round will."""
    try:
        arrivals.read_mailbox(now=timezone.now())
    except MailboxAway as problem:
        log.warning("the mailbox of enquiries is away (%s)", problem)
