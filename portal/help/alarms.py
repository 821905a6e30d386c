"""The alarm before a promise is broken: looked at once, shortly before the time runs out."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.help.clock import ALARM
from portal.help.mails import mail_alarm
from portal.help.models import Enquiry
from portal.members.audit import record
from portal.work.jobs import Later, enqueue

JOB_KIND = "help.alarm"


def watch(enquiry: Enquiry, *, now: datetime) -> None:
    """Have somebody look when it gets late, in the caller's transaction."""
    if enquiry.due_at:
        enqueue(kind=JOB_KIND, key=enquiry.pk, now=now, due_at=max(enquiry.due_at - ALARM, now))


@transaction.atomic
def raise_alarm(*, enquiry_id: UUID, now: datetime) -> bool:
    """Tell the team when what waits has little time left; once for each wait. Raises Later when it is too early."""
    enquiry = Enquiry.objects.select_for_update().filter(pk=enquiry_id).first()
    if enquiry is None or not enquiry.is_open or enquiry.due_at is None or enquiry.alarmed_at:
        return False
    if now < enquiry.due_at - ALARM:
        raise Later(int((enquiry.due_at - ALARM - now).total_seconds()) + 1)
    enquiry.alarmed_at = now
    enquiry.save(update_fields=["alarmed_at"])
    record(act="enquiry.alarmed", by=None, about=enquiry, now=now)
    mail_alarm(enquiry=enquiry, now=now)
    return True
