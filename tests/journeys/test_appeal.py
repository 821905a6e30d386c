"""A member disputes one step with evidence, another assessor corrects a fact, and she sees old, new and difference."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from claims.adjudication import settle
from claims.appeals.models import Appeal
from claims.models import Claim, OfficeRules, Settlement
from portal.entitlements.models import PriceLevel
from portal.members.models import Person
from tests.browser import needs_chromium
from tests.claims.conftest import line, photo
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, make_staff
from tests.post.servers import MailServer

pytestmark = [pytest.mark.slow, needs_chromium]
SURGERY = "hosp_outpatient_surgery_doctor_fee"


@pytest.fixture
def settlement(ana: Person, sent: Callable[..., Claim], now: datetime) -> Settlement:
    """Surgery of 2,000 accepted up to 900, decided without a person."""
    OfficeRules.objects.create(straight_through=Decimal(10**6), why="trial", by=make_staff("head"), at=now)
    price = {"country": "KE", "benefit": SURGERY, "currency": "USD", "from_on": date(2026, 1, 1)}
    PriceLevel.objects.create(amount=Decimal(900), **price)
    claim = sent(line(benefit=SURGERY, charged=Decimal(2000)), line(provider_name="Dr Wanjiru"))
    settle(claim_id=claim.pk, now=now)
    return claim.settlements.get()


def test_from_the_dispute_to_the_difference(
    visit: Callable[..., Visitor],
    settlement: Settlement,
    mails: MailServer,
    work: Callable[[], int],
) -> None:
    member = visit(album="appeal")
    member.go("/")
    member.sign_in("414/20001", PASSWORD)
    disputes(member, settlement)
    appeal = Appeal.objects.sent().get()
    work()
    assert any("appeal" in str(mail).lower() for mail in mails.mails)

    decides(at_desk(visit, "assessor", album="appeal-desk"), appeal)
    assert work() >= 1
    member.go(reverse("appeals:appeal", args=[appeal.pk]))
    assert "The decision was changed in part" in member.text
    assert "600.00" in member.text
    assert "1,580.00" in member.text
    assert member.page.locator("table.compared .differs").count() == 3, "old and new"
    member.follow("Ask for an external review")
    member.fill({"physician": "Dr Otieno, Nairobi"})
    member.press("Ask for the review")
    assert "External review" in member.text
    member.press("I agree that my documents are shared")
    member.go(reverse("appeals:list"))
    living = Settlement.objects.live().get()
    member.go(reverse("claims:settlement", args=[living.claim_id, living.pk]))


def disputes(member: Visitor, settlement: Settlement) -> None:
    """From the settlement's page to the acknowledgement, with an error, a photo and a look at what is sent."""
    surgery = settlement.lines.get(line__benefit=SURGERY)
    start = reverse("appeals:new", args=[settlement.pk, surgery.pk, 1])
    member.go(reverse("claims:settlement", args=[settlement.claim_id, settlement.pk]))
    with member.page.expect_navigation():
        member.page.locator(f"a[href='{start}']").first.click()
    member.look()
    member.press("Continue")
    assert len(member.errors()) == 2
    member.page.get_by_text("The price you accept is too low for this care").click()
    member.fill({"words": "It is the only clinic of the town that does this."})
    member.press("Continue")
    member.attach(("prices.jpg", "image/jpeg", photo().read()))
    member.page.get_by_text("prices.jpg").first.wait_for()
    member.page.locator("#stored li.document").first.wait_for()
    member.look()
    member.follow("Continue")
    assert "the only clinic" in member.text
    member.press("Send the appeal", twice=True)
    assert "We have your appeal" in member.text


def decides(assessor: Visitor, appeal: Appeal) -> None:
    """From the list by time left, through a corrected fact, to the decision with reasons."""
    assessor.go("/admin/appeals/appeal/")
    assessor.follow(appeal.number)
    with assessor.page.expect_navigation():
        assessor.page.get_by_role("link", name="Correct facts of expense 1").click()
    assessor.look()
    assessor.page.locator("[name=accepted]").fill("1500")
    assessor.page.locator("[name=reason]").select_option("price")
    assessor.page.locator("[name=why]").fill("The only clinic; see the price list.")
    assessor.press("Prepare, and show what would come out")
    assert "1,580.00" in assessor.page.locator("#trial").inner_text()
    assessor.page.locator("form[action$='/change/'] [name=reasons]").fill("We accept 1,500, the price of the region.")
    assessor.page.locator("[name=outcome]").select_option("partly")
    assessor.press("Decide so")
    assert "Changed in part" in assessor.page.content()
