"""From the list of claims to a settlement, to the file for another insurer, and to the page behind the note's code."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.urls import reverse

from claims.adjudication import settle
from claims.models import Claim
from portal.members.models import Person
from tests.browser import needs_chromium
from tests.claims.conftest import line
from tests.journeys.sights import SIGHTS, TRIED
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium]


@pytest.mark.parametrize("sight", TRIED)
def test_a_settlement_is_found_understood_and_taken_along(
    visit: Callable[..., Visitor],
    ana: Person,
    sent: Callable[..., Claim],
    work: Callable[[], int],
    now: datetime,
    sight: str,
) -> None:
    claim = sent(line(benefit="rx_general"), line(provider_name="Olive Hill Clinic"))
    settle(claim_id=claim.pk, now=now)
    work()
    visitor = visit(album=f"settlement-{sight}", **SIGHTS[sight])
    visitor.go("/")
    visitor.sign_in("41420001", PASSWORD)
    visitor.go("/claims/")
    visitor.page.locator("details.more > summary").first.click()
    visitor.fill({"words": "olive", "least": "many"})
    visitor.press("Search")
    assert len(visitor.errors()) == 1
    visitor.fill({"least": "50"})
    visitor.press("Search")
    assert str(claim.number) in visitor.text
    visitor.page.locator("main table a").first.click()
    visitor.follow("See every step")
    assert visitor.page.locator("ol.waterfall").count() == 2
    visitor.page.locator("ol.waterfall").last.locator(".waterfall-facts a").first.click()
    visitor.look()
    visitor.page.go_back()
    visitor.press("Make a file for another insurance")
    work()
    visitor.follow("Look again")
    with visitor.page.expect_download() as download:
        visitor.link("Save the file").click()
    assert download.value.suggested_filename == "package-for-another-insurer.zip"
    visitor.sign_out()
    settlement = claim.settlements.get()
    visitor.go(reverse("claims:verify", args=[settlement.seal]))
    assert settlement.number in visitor.text
    visitor.go(reverse("claims:verify", args=[claim.pk]), missing=True)
