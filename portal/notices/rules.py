"""Writing how long before a deadline members are reminded."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from portal.members.audit import record
from portal.members.models import User
from portal.notices.models import ReminderRules


@transaction.atomic
def write_rules(*, days: int, why: str, by: User, now: datetime, request: HttpRequest | None = None) -> ReminderRules:
    """A new version. The trail names before and after."""
    before = ReminderRules.in_force()
    rules = ReminderRules.objects.create(days=days, why=why, by=by, at=now)
    record(act="reminderrules.written", by=by, about=None, now=now, request=request, days=f"{before.days} → {days}")
    return rules
