"""A family in the hand of whoever writes to its ledger: its row locked, so that nobody else decides beside him."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from portal.members.models import Family


def locked_families(keys: Collection[UUID] | QuerySet[Any, Any]) -> dict[UUID, Family]:
    """The families of these keys, locked until the caller's transaction ends. One query.

    They are locked in one order, so that two who take several never wait for each other. Not of the key: rows that
    refer to a family may be written meanwhile.
    """
    families = Family.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    return {family.pk: family for family in families}
