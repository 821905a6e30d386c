"""Jobs of planned care: ids in, one call each; what is done already or gone is a normal end."""

from datetime import datetime
from uuid import UUID

from approvals.decisions import NOTICE
from approvals.models import PriorApproval
from approvals.notices import write_notice
from portal.work.registry import handles


@handles(NOTICE)
def write_notice_of_a_decision(*, key: UUID, now: datetime) -> None:
    """Write and send the notice of the decision `key`."""
    if PriorApproval.objects.filter(pk=key).exists():
        write_notice(approval_id=key, now=now)
