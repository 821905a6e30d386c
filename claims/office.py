"""The office's rules as the rest asks for them: the version in force, and what a colleague may release alone."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from claims.models import OfficeRules
from portal.members.audit import record
from portal.members.models import User


def release_limit(user: User, rules: OfficeRules) -> Decimal:
    """What a colleague may release alone, in dollars: the highest limit of her roles."""
    roles = user.groups.values_list("name", flat=True)
    return max(
        (Decimal(rules.release_limits[role]) for role in roles if role in rules.release_limits), default=Decimal(0)
    )


@transaction.atomic
def write_rules(
    *, fields: dict[str, Any], why: str, by: User, now: datetime, request: HttpRequest | None = None
) -> OfficeRules:
    """A new version of the rules; the one before stays as it was. The trail names what changed, before and after."""
    before = OfficeRules.objects.in_force()
    rules = OfficeRules.objects.create(**fields, why=why, by=by, at=now)
    changed = {name: f"{getattr(before, name)} → {getattr(rules, name)}"[:200] for name in fields}
    changed = {name: told for name, told in changed.items() if getattr(before, name) != getattr(rules, name)}
    record(act="officerules.written", by=by, about=None, now=now, request=request, **changed)
    return rules
