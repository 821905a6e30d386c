"""Hardship in a real browser: the member's page, the request, and the word of each side, without a fault."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.urls import reverse

from claims.hardship.models import HardshipCase, MaximumNotice
from claims.hardship.near import look_for_maximums
from claims.models import Claim
from portal.members.models import Person
from tests.browser import needs_chromium
from tests.hardship.test_hardship import straight as straight
from tests.hardship.test_hardship import year as year
from tests.journeys.conftest import browser as browser
from tests.journeys.conftest import clock as clock
from tests.journeys.conftest import drafted as drafted
from tests.journeys.conftest import figures as figures
from tests.journeys.conftest import sent as sent
from tests.journeys.conftest import still_bell as still_bell
from tests.journeys.conftest import visit as visit
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [
    pytest.mark.slow,
    needs_chromium,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("straight"),
]


def test_a_hard_year(visit: Callable[..., Visitor], year: list[Claim], ana: Person, now: datetime) -> None:
    look_for_maximums(now=now)
    member = visit(album="hardship")
    member.go("/maximum/")
    member.sign_in("414/20001", PASSWORD)
    member.follow("Ask for more in hardship")
    member.fill({"words": "The medicine goes on for years."})
    member.press("Send the request")
    case = HardshipCase.objects.get()
    notice = MaximumNotice.objects.latest("percent")
    for role, side in (("assessor", "administrator"), ("insurance service", "client")):
        desk = at_desk(visit, role, album=f"hardship-{side}")
        desk.go("/admin/hardship/maximumnotice/")
        desk.go("/admin/hardship/hardshipcase/")
        desk.go(reverse("admin:hardship_hardshipcase_open", args=[notice.pk]))
        desk.go(reverse("admin:hardship_hardshipcase_change", args=[case.pk]))
        desk.page.locator(f"[name={side}-words]").fill("It is very exceptional.")
        desk.press("Write it down")
    assert HardshipCase.objects.get().state == "granted"
    member.go("/maximum/")
    assert "Granted" in member.text
