"""Jobs of the post."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.post import mail, sending
from portal.work.registry import handles


@handles(mail.JOB_KIND)
def send(*, key: UUID, now: datetime) -> None:
    """Send the mail whose dispatch is `key`."""
    sending.send(dispatch_id=key, now=now)
