"""From the first day to the mail of the day: the tour, a decision that is told, one tap, and what the desk sees."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.adjudication import settle
from claims.drafts import add_document, begin_draft, write_lines
from claims.intake import submit_claim
from claims.models import Claim
from portal.help import handling, writing
from portal.members.models import Person
from portal.notices import daily
from portal.notices.models import MailChoice
from portal.work import jobs
from tests.browser import needs_chromium
from tests.claims.conftest import line, photo
from tests.journeys.sights import SIGHTS, TRIED
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, make_account, make_staff
from tests.post.servers import MailServer

pytestmark = [pytest.mark.slow, needs_chromium]


def a_claim(person: Person) -> Claim:
    """Sent as a phone sends it, and not decided yet."""
    now, by = timezone.now(), person.user
    assert by
    claim = begin_draft(form_key=uuid4(), patient=person, by=by, now=now)
    add_document(claim_id=claim.pk, upload=photo(), by=by, now=now)
    write_lines(claim_id=claim.pk, lines=[line()], by=by, now=now)
    claim.refresh_from_db()
    return submit_claim(claim_id=claim.pk, checked=claim.changed_at, by=by, now=now)


@pytest.mark.parametrize("sight", TRIED)
def test_from_the_tour_to_the_mail_of_the_day(
    visit: Callable[..., Visitor],
    ana: Person,
    figures: None,
    mails: MailServer,
    work: Callable[[], int],
    sight: str,
) -> None:
    ana.family.settlements_online = True
    ana.family.save()
    make_account(ana.family)
    member = visit(**SIGHTS[sight], album=f"home-{sight}")
    member.go("/")
    member.sign_in("414/20001", PASSWORD)
    assert member.words("Nothing needs you now.") in member.text
    member.press("Got it, hide this")
    assert member.words("Three things to know") not in member.text
    is_told(member, a_claim(ana))
    chooses(member)
    work()
    mails.mails.clear()
    is_answered(ana)
    work()
    assert mails.mails == []
    member.go("/")
    assert member.page.locator(".bell-count").get_attribute("data-count") == "1"
    tomorrow = timezone.now() + timedelta(days=1)
    for _twice in range(2):
        daily.order_mails(now=tomorrow)
        jobs.drain(tomorrow)
    (mail,) = mails.mails
    assert member.words("Messages and receipts") not in str(mail["Subject"])
    link = str(mail["List-Unsubscribe"]).strip().strip("<>")
    stops(member, "/" + link.split("/", 3)[3])
    if sight == TRIED[-1]:
        is_seen_at_the_desk(visit)


def is_told(member: Visitor, claim: Claim) -> None:
    """Under way, then decided: counted in the head, first on the list, read by being opened, clear or not by a tap."""
    member.go("/")
    assert claim.number in member.text
    settle(claim_id=claim.pk, now=timezone.now())
    jobs.drain(timezone.now())
    member.go("/")
    assert member.words("A claim is decided.") in member.text
    member.page.locator(".bell").click()
    member.page.wait_for_url("**/notifications/")
    member.look()
    with member.page.expect_navigation():
        member.page.locator(".told-unread button").first.click()
    member.look()
    assert "/settlements/" in member.path
    assert member.page.locator(".bell-count").count() == 0
    member.press("No")
    assert member.words("What was unclear? (optional)") in member.text
    member.fill({"words": "Which month is the rate of?"})
    member.press("Send the words")
    assert member.field("words").input_value() == "Which month is the rate of?"


def chooses(member: Visitor) -> None:
    """Messages once a day."""
    member.go(reverse("members:account"))
    member.follow("Which e-mails you get")
    member.page.locator("label[for=id_messages_1]").click()
    member.press("Save")
    assert member.page.locator("input[name=messages][value=daily]").is_checked()


def is_answered(ana: Person) -> None:
    """Ana asked something, and a colleague answers."""
    now, by = timezone.now(), ana.user
    assert by
    told = {"topic": "payment", "words": "When?", "language": "en"}
    message = writing.begin(form_key=uuid4(), person=ana, by=by, now=now, **told)
    writing.send(message_id=message.pk, by=by, now=now)
    officer = make_staff("officer", "member services")
    handling.answer(enquiry_id=message.enquiry_id, words="Tomorrow.", by=officer, now=now)


def stops(member: Visitor, path: str) -> None:
    """By the link of the mail: opening it changes nothing, the button does."""
    member.go(path)
    assert MailChoice.objects.get(topic="messages").how == "daily"
    with member.page.expect_navigation():  # in the language of the mail
        member.page.get_by_role("button", name="Stop them", exact=True).click()
    member.look()
    assert MailChoice.objects.get(topic="messages").how == "here"


def is_seen_at_the_desk(visit: Callable[..., Visitor]) -> None:
    """The counts, and the words of who wrote some."""
    desk = at_desk(visit, "member services", album="home-desk", **SIGHTS["desk"])
    desk.go(reverse("admin:clarity_opinion_changelist"))
    assert "0 % clear" in desk.page.inner_text("body")
    with desk.page.expect_navigation():
        desk.page.get_by_role("link", name="In their words").click()
    desk.look()
    assert "Which month is the rate of?" in desk.page.inner_text("body")
