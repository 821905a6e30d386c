"""Jobs of the post, and the look into the mailbox of what came back."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from portal.post import mail, print_runs, returned, sending
from portal.post.imap import MailboxAway
from portal.work.registry import handles

log = logging.getLogger(__name__)


@handles(mail.JOB_KIND)
def send(*, key: UUID, now: datetime) -> None:
    """Send the mail whose dispatch is `key`."""
    sending.send(dispatch_id=key, now=now)


@handles(print_runs.JOB_KIND)
def print_run(*, key: UUID, now: datetime) -> None:
    """Make the PDF of the print run `key`."""
    print_runs.print_run(run_id=key, now=now)


@shared_task
def read_returned_mail() -> None:
    """Read what came back; when the mailbox is away, the next round will."""
    try:
        returned.read_returned(now=timezone.now())
    except MailboxAway as problem:
        log.warning("the mailbox of returned mail is away (%s)", problem)
