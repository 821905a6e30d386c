"""A member writes with a document and reads the answer, and asks for a call; without an account, support helps."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from portal.help.models import Enquiry, ReadyAnswer, ReadyText
from portal.members.models import Person
from tests.browser import needs_chromium
from tests.claims.conftest import photo
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD
from tests.post.servers import MailServer

pytestmark = [pytest.mark.slow, needs_chromium]


def test_from_the_message_to_the_answer(
    visit: Callable[..., Visitor],
    ana: Person,
    mails: MailServer,
    work: Callable[[], int],
) -> None:
    member = visit(language="ar", album="contact")
    member.go(reverse("help:contact"))
    member.go(reverse("help:support"))
    member.go("/")
    member.sign_in("414/20001", PASSWORD)
    member.go(reverse("help:contact"))
    member.follow("Write a message")
    member.press("Send")
    assert len(member.errors()) >= 1
    member.fill({"words": "See the bill of the dentist."})
    member.press("Keep it and add documents")
    member.attach(("bill.jpg", "image/jpeg", photo().read()))
    member.page.locator("#stored li.document").first.wait_for()
    member.look()
    member.press("Send the message", twice=True)
    enquiry = Enquiry.objects.get()
    assert enquiry.number in member.text
    answers(at_desk(visit, "member services", album="contact-desk"), enquiry)
    work()
    assert {str(mail["Subject"]) for mail in mails.mails} == {
        member.words("We have your message"),
        member.words("You have an answer"),
    }
    member.reload()
    assert "The bill is with us" in member.text
    member.go(reverse("help:enquiries"))
    asks_for_a_call(member)


def answers(desk: Visitor, enquiry: Enquiry) -> None:
    """With a ready answer, from the queue."""
    ready = ReadyAnswer.objects.create(name="Got it", topic="claim")
    ReadyText.objects.create(answer=ready, language=enquiry.language, words="The bill is with us.")
    desk.go(reverse("admin:help_enquiry_changelist"))
    desk.go(reverse("admin:help_enquiry_change", args=[enquiry.pk]))
    desk.press("Put it into the answer")
    desk.press("Answer")
    assert enquiry.messages.filter(kind="answer").exists()


def asks_for_a_call(member: Visitor) -> None:
    """Tomorrow, by her own clock."""
    member.go(reverse("help:call_back"))
    member.fill({"phone": "+254 20 762 1234"})
    member.page.locator("[name=day]").select_option(index=1)
    member.press("Ask for the call")
    assert "Africa/Nairobi" in member.text
    assert Enquiry.objects.filter(channel="call_back").count() == 1
