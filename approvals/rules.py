"""Writing what the office promises about requests."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from approvals.models import RequestRules
from portal.members.audit import record
from portal.members.models import User


@transaction.atomic
def write_rules(
    *, hours: int, alarm_hours: int, why: str, by: User, now: datetime, request: HttpRequest | None = None
) -> RequestRules:
    """A new version; requests sent before keep the hours they were promised. The trail names before and after."""
    before = RequestRules.objects.in_force()
    rules = RequestRules.objects.create(hours=hours, alarm_hours=alarm_hours, why=why, by=by, at=now)
    changed = {name: f"{getattr(before, name)} → {getattr(rules, name)}" for name in ("hours", "alarm_hours")}
    record(act="requestrules.written", by=by, about=None, now=now, request=request, **changed)
    return rules
