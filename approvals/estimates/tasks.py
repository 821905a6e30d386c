"""Jobs of estimates on the work list."""

from datetime import datetime
from uuid import UUID

from approvals.estimates.links import EXPIRY_KIND, end_by_clock
from portal.work.registry import handles


@handles(EXPIRY_KIND)
def expire(*, key: UUID, now: datetime) -> None:
    """A link has come to its end."""
    end_by_clock(link_id=key, now=now)
