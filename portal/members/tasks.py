"""What the work list does for this room. Each is safe to do twice."""

from datetime import datetime
from uuid import UUID

from portal.members import limits, passwords
from portal.members.models import ResetRequest
from portal.work.registry import handles


@handles(passwords.JOB_KIND)
def reset_password(*, key: UUID, now: datetime) -> None:
    """Mails the link for a new password, and clears away what is old."""
    limits.forget_old(now)
    passwords.forget_requests(now)
    asked = ResetRequest.objects.select_related("user__person").filter(pk=key).first()
    if asked is not None:
        passwords.send_reset(asked=asked, by=None, now=now)
