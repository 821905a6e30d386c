"""The desk: an assessor reads a claim, the consultant approves, the assessor decides again."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.urls import reverse

from approvals.models import PriorApproval
from claims.adjudication import settle
from claims.models import Claim
from portal.members.models import Person
from tests.browser import needs_chromium
from tests.claims.conftest import line
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, make_staff

pytestmark = [pytest.mark.slow, needs_chromium]
DESK = {"width": 1280, "height": 800, "desk": True}


def at_desk(visit: Callable[..., Visitor], role: str, *, reference: str = "", **options: object) -> Visitor:
    """A colleague signed in with password and the code of the authenticator, as staff must."""
    secret, reference = generate_totp_secret(), reference or role.replace(" ", "-")
    TOTP.activate(make_staff(reference, role), secret)
    visitor = visit(**{**DESK, **options})
    visitor.go("/admin/")
    visitor.sign_in(reference, PASSWORD)
    assert visitor.path == reverse("mfa_authenticate")
    visitor.fill({"code": format_hotp_value(hotp_value(secret, next(counters())))})
    visitor.press("Sign in")
    assert visitor.path == "/admin/"
    return visitor


@pytest.fixture
def waiting(sent: Callable[..., Claim], now: datetime) -> Claim:
    """A claim for an MRI without approval, and a visit to the doctor: it waits for a person."""
    claim = sent(line(), line(benefit="mri_pet_ct_outpatient", charged=Decimal(400)))
    settle(claim_id=claim.pk, now=now)
    return Claim.objects.get(pk=claim.pk)


def test_consultant_approves_and_assessor_decides_again(
    visit: Callable[..., Visitor], ana: Person, waiting: Claim, work: Callable[[], int]
) -> None:
    assessor = at_desk(visit, "assessor", album="desk-assessor")
    assessor.go(reverse("admin:claims_claim_changelist"))
    assessor.follow(str(waiting.number))
    assert "Prior approval missing" in assessor.page.content()
    picture = assessor.page.locator(".claim-paper img")
    picture.scroll_into_view_if_needed()
    assessor.page.wait_for_function("document.querySelector('.claim-paper img').naturalWidth > 0")

    approve(at_desk(visit, "medical consultant", album="desk-consultant"), waiting)
    assert PriorApproval.objects.get().person == ana

    assessor.press("Decide again with today's facts")
    assert "The claim is settled" in assessor.page.locator(".messagelist").inner_text()
    assert Claim.objects.get().state == Claim.State.SETTLED
    assert assessor.page.locator("ol.waterfall").count() == 2
    assert "400.00" in assessor.page.locator("ol.waterfall").last.inner_text()
    assert work() >= 1
    assessor.reload()
    assert assessor.link("Open the note (PDF)").is_visible()


def approve(consultant: Visitor, claim: Claim) -> None:
    """From the claim to the form of a decision, which knows the person; a day is forgotten first."""
    consultant.go(reverse("admin:claims_claim_change", args=[claim.pk]))
    consultant.follow("Decide on a prior approval")
    assert consultant.page.locator("[name=reference]").input_value() == claim.patient.reference
    consultant.page.locator("[name=outcome]").select_option("approved")
    consultant.page.locator("[name=benefit]").select_option("mri_pet_ct_outpatient")
    consultant.page.locator("[name=from_on]").fill("2026-11-01")
    consultant.press("Save")
    assert consultant.page.locator(".errornote").is_visible()
    consultant.page.locator("[name=until_on]").fill("2026-12-31")
    consultant.press("Save")
    assert consultant.page.locator(".messagelist .success").is_visible()
