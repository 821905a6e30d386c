"""A member asks before a stay in hospital, the desk asks back, she answers, and reads how it ended."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from approvals.models import CareRequest
from portal.members.models import Person
from providers.models import Provider
from tests.browser import needs_chromium
from tests.claims.conftest import photo
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD
from tests.post.servers import MailServer

pytestmark = [pytest.mark.slow, needs_chromium]


def test_from_the_question_to_the_answer(
    visit: Callable[..., Visitor],
    ana: Person,
    mails: MailServer,
    work: Callable[[], int],
    now: datetime,
) -> None:
    listed = Provider.objects.create(name="Lakeside Hospital", kind="hospital", city="Nairobi", country="KE")
    member = visit(album="planned")
    member.go(reverse("providers:provider", args=[listed.pk]))
    member.sign_in("414/20001", PASSWORD)
    member.follow("Ask for a guarantee here")
    asks(member, now)
    care = CareRequest.objects.sent().get()
    assert (care.provider, care.documents.count(), care.is_short_notice) == (listed, 1, True)
    work()
    assert any("request" in str(mail).lower() for mail in mails.mails)

    desk = at_desk(visit, "guarantee desk", album="planned-desk")
    desk.go("/admin/approvals/carerequest/")
    desk.follow(care.number)
    desk.page.get_by_text("Ask the member; the clock stands").first.click()
    desk.field("words").first.fill("Which ward is it?")
    desk.press("Ask the member; the clock stands")
    assert "The member is asked." in desk.page.content()

    member.go("/")
    assert "We asked you something. Please answer." in member.text
    member.go(reverse("approvals:request", args=[care.pk]))
    assert "Our clock stands" in member.text
    member.fill({"words": "Surgery, second floor."})
    member.press("Send the message")
    assert "We answer by" in member.text
    desk.go(reverse("admin:approvals_carerequest_change", args=[care.pk]))
    assert "Surgery, second floor." in desk.page.content()
    desk.page.get_by_text("Close without a guarantee").first.click()
    desk.page.locator("form[action$='/close/'] textarea").fill("The hospital says the stay was cancelled.")
    desk.press("Close without a guarantee")
    member.reload()
    assert "The hospital says the stay was cancelled." in member.text


def asks(member: Visitor, now: datetime) -> None:
    """Each page once with something wrong or left out, then as it should be."""
    member.press("Continue")
    assert len(member.errors()) == 1
    member.page.get_by_text("A stay in hospital").click()
    member.press("Continue")
    assert "Lakeside Hospital" in member.text
    member.follow("Continue")
    member.press("Continue")
    assert len(member.errors()) == 3
    first = (now + timedelta(days=2)).date()
    member.fill({"from_on_day": str(first.day), "from_on_month": str(first.month), "from_on_year": str(first.year)})
    member.fill({"diagnosis": "Gallstones", "treatment": "Surgery", "icd10": "K80.2", "room": "semi_private"})
    member.fill({"estimated": "4200", "currency": "USD"})
    member.press("Continue")
    upload = photo("report.jpg")
    member.attach(("report.jpg", "image/jpeg", upload.read()))
    member.page.locator("#stored li").first.wait_for()
    member.look()
    member.follow("Continue")
    assert "This is short notice" in member.text
    assert "This care needs prior approval" in member.text
    member.press("Send the request", twice=True)
    assert "We answer by" in member.text


def test_in_arabic_without_scripts(visit: Callable[..., Visitor], ana: Person) -> None:
    member = visit(language="ar", java_script_enabled=False, album="planned-ar")
    member.go(reverse("approvals:new"))
    member.sign_in("414/20001", PASSWORD)
    member.go(reverse("approvals:list"))
    assert member.page.locator("html").get_attribute("dir") == "rtl"
