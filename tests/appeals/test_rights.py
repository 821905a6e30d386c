"""The last day to dispute a settlement: said in four places, and in none once an appeal against it was sent."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from claims.appeals.deciding import uphold
from claims.appeals.drafts import begin_draft
from claims.appeals.models import Appeal
from claims.appeals.subjects import subject
from claims.models import Settlement
from portal.entitlements.reminders import remind
from portal.members.models import Person
from portal.notices.models import Notice
from tests.appeals.conftest import days, mailed
from tests.claims.pages import Page
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("private", "clock")
Appealed = Callable[..., Appeal]
LAST_DAY = "Last day to dispute a decision"


@pytest.fixture
def near(settlement: Settlement, now: datetime) -> date:
    """The note was received fifty days ago: the last of the sixty is in ten days."""
    mailed(settlement, now - days(50))
    return (now + days(10)).date()


@pytest.fixture
def places(ana: Person, ana_client: Client, near: date, now: datetime) -> Callable[[], set[str]]:
    """Where Ana is told of that day just now."""
    feed = ana_client.post(reverse("entitlements:calendar_create")).context["address"]

    def told() -> set[str]:
        Notice.objects.filter(what="deadline-reminder").delete()
        remind(family_id=ana.family_id, now=now)
        found = {
            "first page": LAST_DAY in Page(ana_client.get("/")).text,
            "rights": LAST_DAY in Page(ana_client.get(reverse("entitlements:rights"))).text,
            "calendar": f"{near:%Y%m%d}" in ana_client.get(feed).content.decode(),
            "reminder": any(LAST_DAY in one.words for one in Notice.objects.filter(reader=ana)),
        }
        return {place for place, is_said in found.items() if is_said}

    return told


EVERYWHERE = {"first page", "rights", "calendar", "reminder"}


@pytest.mark.parametrize("whole", [True, False])
def test_an_appeal_under_way_takes_the_day_away_everywhere(
    whole: bool, places: Callable[[], set[str]], appealed: Appealed
) -> None:
    assert places() == EVERYWHERE
    appealed(whole=whole)
    assert places() == set()


def test_a_decided_appeal_does_not_bring_it_back(
    places: Callable[[], set[str]], appealed: Appealed, now: datetime
) -> None:
    appeal = appealed()
    uphold(appeal_id=appeal.pk, reasons="It is the usual price.", by=make_staff("zoe", "assessor"), now=now)
    assert places() == set()


def test_a_draft_that_nobody_sent_leaves_it(
    places: Callable[[], set[str]], settlement: Settlement, ana: Person, now: datetime
) -> None:
    assert ana.user
    what = subject(settlement, None, None)
    begin_draft(what=what, ground="price", words="Too low.", language="en", by=ana.user, now=now)
    assert places() == EVERYWHERE
