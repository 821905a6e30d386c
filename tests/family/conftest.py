"""A family in which one adult lets another act for her; the figures that decide claims."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from portal.members.family import permissions
from portal.members.models import FamilyPermission, Person, Purpose
from tests.claims.conftest import clock, drafted, figures, private, sent, still_bell

__all__ = ["clock", "drafted", "figures", "private", "sent", "still_bell"]
Lets = Callable[..., FamilyPermission]


@pytest.fixture
def lets(now: datetime) -> Lets:
    """`lets(ana, ben, Purpose.CLAIMS)`: Ana lets Ben act, and Ben has accepted; unless `accepted=False`."""

    def give(
        giver: Person, helper: Person, *purposes: Purpose, until_on: date | None = None, accepted: bool = True
    ) -> FamilyPermission:
        assert giver.user
        assert helper.user
        last = until_on or now.date() + timedelta(days=30)
        given = permissions.give(giver=giver, helper=helper, purposes=purposes, until_on=last, by=giver.user, now=now)
        return permissions.accept(permission_id=given.pk, by=helper.user, now=now) if accepted else given

    return give
