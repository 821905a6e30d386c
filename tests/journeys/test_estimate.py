"""A member asks a hospital for its prices, the hospital enters them by the link, the member and the desk see them."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from approvals.estimates.models import CostEstimate
from approvals.models import CareRequest
from portal.members.models import Person
from tests.approvals.conftest import planned_care
from tests.browser import needs_chromium
from tests.claims.conftest import photo
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD
from tests.post.servers import MailServer

pytestmark = [pytest.mark.slow, needs_chromium]


@pytest.fixture
def care(ana: Person, now: datetime) -> CareRequest:
    """A stay in hospital in a month, sent."""
    return planned_care(ana, now, room="private")


def test_from_the_question_to_the_prices(
    visit: Callable[..., Visitor],
    care: CareRequest,
    mails: MailServer,
    work: Callable[[], int],
) -> None:
    member = visit(album="estimate")
    member.go("/")
    member.sign_in("414/20001", PASSWORD)
    address = asks(member, care)
    work()
    assert address in told(mails, "billing@riverside.example")

    hospital = visit(language="ar", album="provider")
    fills_in(hospital, address)
    work()
    estimate = CostEstimate.objects.received().get()
    assert estimate.total == 155000
    assert estimate.number in told(mails, "billing@riverside.example")
    assert "155" not in told(mails, "ana@example.org")

    member.go(reverse("approvals:request", args=[care.pk]))
    assert "155,000.00" in member.text
    member.follow("See and ask for cost estimates")
    assert "Surgeon" in member.text
    officer = at_desk(visit, "guarantee desk", album="estimate-desk")
    officer.go(reverse("admin:estimates_costestimate_of", args=[care.pk]))
    assert estimate.number in officer.page.content()
    hospital.go(address)
    assert estimate.number in hospital.text
    assert "155" not in hospital.text


def asks(member: Visitor, care: CareRequest) -> str:
    """From the page of her request to the address, told once."""
    member.go(reverse("approvals:request", args=[care.pk]))
    member.follow("Ask the hospital or doctor for a cost estimate")
    member.fill({"email": "no mail"})
    member.press("Make the link")
    assert len(member.errors()) == 1
    member.fill({"email": "billing@riverside.example", "hint": "MRN 4711"})
    member.press("Make the link")
    address = urlsplit(member.page.locator("#address").input_value()).path
    member.follow("See how it stands")
    return address


def fills_in(hospital: Visitor, address: str) -> None:
    """What it is about, prices with a slip, an offer, a look at it all, and the receipt."""
    hospital.go(address)
    assert "MRN 4711" in hospital.text
    assert "Gallstones" not in hospital.page.content()
    hospital.press("Begin")
    hospital.fill({"private_rate": "20000", "semi_private_rate": "12000", "line-0-benefit": "hosp_doctor_fee"})
    hospital.fill({"line-0-words": "Surgeon", "line-0-unit_price": "90000"})
    hospital.press("Add a line")
    hospital.fill({"line-1-benefit": "other", "line-1-unit_price": "5000"})
    hospital.reload()
    assert hospital.field("line-0-unit_price").input_value() == "90000"
    hospital.fill({"line-1-benefit": "other", "line-1-unit_price": "5000", "contact_name": "Joy Mwangi"})
    hospital.fill({"contact_email": "billing@riverside.example"})
    hospital.press("Continue")
    assert len(hospital.errors()) == 1
    hospital.fill({"line-1-words": "Special mesh"})
    hospital.press("Continue")
    hospital.attach(("offer.jpg", "image/jpeg", photo().read()))
    hospital.page.locator("#stored li.document").first.wait_for()
    hospital.look()
    hospital.follow("Continue")
    hospital.press("Send the estimate", twice=True)
    assert CostEstimate.objects.received().get().number in hospital.text


def told(mails: MailServer, to: str) -> str:
    """All that came to an address."""
    bodies = [mail.get_body(("plain",)) for mail in mails.mails if str(mail["To"]) == to]
    assert bodies
    return "\n".join(body.get_content() for body in bodies if body)
