"""Keeping the list true: which records were confirmed longest ago, and confirming one."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from portal.members.audit import record
from portal.members.models import User
from providers.models import Provider


def stale(*, country: str, on: date, most: int) -> list[Provider]:
    """Open providers of a country: those never confirmed first, then those confirmed longest ago."""
    found = Provider.objects.open(on=on).filter(country=country)
    never = list(found.filter(confirmed_on__isnull=True).order_by("name")[:most])
    if len(never) == most:
        return never
    return never + list(found.filter(confirmed_on__lt=on).order_by("confirmed_on")[: most - len(never)])


@transaction.atomic
def confirm(*, provider_id: UUID, by: User, now: datetime) -> Provider:
    """Its details are right as of today; a second time on the day changes nothing."""
    provider = Provider.objects.select_for_update(of=("self",)).get(pk=provider_id)
    today = timezone.localdate(now)
    if provider.confirmed_on != today:
        provider.confirmed_on = today
        provider.save(update_fields=["confirmed_on"])
        record(act="provider.confirmed", by=by, about=provider, now=now)
    return provider
