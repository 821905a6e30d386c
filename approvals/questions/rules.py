"""Writing what is promised for an answer to a question in confidence."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from approvals.questions.models import QuestionRules
from portal.members.audit import record
from portal.members.models import User


@transaction.atomic
def write_rules(*, hours: int, by: User, now: datetime, request: HttpRequest | None = None) -> QuestionRules:
    """A new version; questions asked before keep what they were promised. The trail names before and after, and who."""
    before = QuestionRules.in_force().hours
    rules = QuestionRules.objects.create(hours=hours, at=now)
    record(act="questionrules.written", by=by, about=None, now=now, request=request, hours=f"{before} → {hours}")
    return rules
