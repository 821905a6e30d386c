"""What the office allows with links: a new version, never a change."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from approvals.estimates.models import EstimateRules
from portal.members.audit import record
from portal.members.models import User


@transaction.atomic
def write_rules(*, rules: EstimateRules, by: User, now: datetime, request: HttpRequest | None = None) -> EstimateRules:
    """In force from now on, for links made from now on."""
    rules.by, rules.at = by, now
    rules.save(force_insert=True)
    record(act="estimaterules.written", by=by, about=rules, now=now, request=request)
    return rules
