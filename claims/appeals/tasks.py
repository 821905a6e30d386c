"""Jobs of the appeals: ids in, one call each; what is done already or gone is a normal end."""

from datetime import datetime
from uuid import UUID

from claims.appeals.deciding import NOTICE
from claims.appeals.models import Appeal
from claims.appeals.notices import write_notice
from portal.work.registry import handles


@handles(NOTICE)
def write_notice_of_an_appeal(*, key: UUID, now: datetime) -> None:
    """Write and send the notice of the appeal `key`."""
    if Appeal.objects.filter(pk=key).exists():
        write_notice(appeal_id=key, now=now)
