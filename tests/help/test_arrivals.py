"""Mail from members is read from a real mailbox: hers when that is proved, a person's to judge when not, once each."""

from __future__ import annotations

import imaplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.drill_house import free_port
from portal.help import arrivals, handling
from portal.help.models import Enquiry, IncomingMail, Message
from portal.help.refusals import NotAMember, SenderNotConfirmed
from portal.help.tasks import read_mailbox
from portal.members.models import Person, User
from portal.post.imap import MailboxAway
from portal.post.models import Dispatch
from portal.work import jobs
from tests.claims.conftest import photo
from tests.post.conftest import port as port
from tests.post.servers import MailServer, running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private", "still_bell")]
Said = Callable[..., Message]
PROVED = "mx.portal.example; spf=pass smtp.mailfrom=ana@example.org; dmarc=pass (p=reject) header.from=example.org"
SUBJECT = "Reference number 414/20001"


@pytest.fixture(scope="module")
def imap_port() -> Iterator[int]:
    """A real IMAP server with one empty mailbox."""
    port = free_port()
    program = Path(sys.executable).with_name("pymap")
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-tls", "--no-service", "admin"]
    backend = ["dict", "--demo-user", "members", "--demo-password", "secret"]
    server = subprocess.Popen([program, *options, *backend], stderr=subprocess.DEVNULL)
    for _try in range(100):
        with suppress(OSError):
            imaplib.IMAP4("127.0.0.1", port).logout()
            break
        time.sleep(0.1)
    yield port
    server.kill()
    server.wait()


@pytest.fixture
def mailbox(imap_port: int, settings: Any) -> Iterator[imaplib.IMAP4]:
    """The mailbox that members write to, as its administrator sees it."""
    settings.ENQUIRY_MAILBOX = f"imap://members:secret@127.0.0.1:{imap_port}/INBOX"
    settings.MAIL_AUTHSERV_ID = "mx.portal.example"
    box = imaplib.IMAP4("127.0.0.1", imap_port)
    box.login("members", "secret")
    box.select("INBOX")
    yield box
    box.store("1:*", "+FLAGS", "\\Deleted")
    box.expunge()
    box.logout()


def mail(words: str = "Where is my refund?", *, html: str = "", **headers: str) -> EmailMessage:
    """A mail as Ana's program sends it and our server stamps it; an empty header is left out."""
    made = EmailMessage()
    plain = {"From": "Ana Otieno <Ana@Example.org>", "To": "members@portal.example", "Subject": SUBJECT}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    given = {"Authentication-Results": PROVED, "Message-ID": "<1@example.org>", **plain, **named}
    for name, value in given.items():
        if value:
            made[name] = value
    if html:
        made.set_content(html, subtype="html")
    else:
        made.set_content(words)
    return made


def arrives(box: imaplib.IMAP4, *mails: EmailMessage) -> None:
    for one in mails:
        box.append("INBOX", "", "", one.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def receipts() -> int:
    return Dispatch.objects.filter(kind="enquiry-receipt").count()


def test_a_member_s_proved_mail_is_her_message_and_gets_a_receipt(
    mailbox: imaplib.IMAP4, ana: Person, now: datetime, port: int
) -> None:
    arrives(mailbox, mail())
    assert arrivals.read_mailbox(now=now) == 1
    enquiry = Enquiry.objects.get()
    assert (enquiry.person, enquiry.state, enquiry.channel) == (ana, "waiting", "mail")
    assert enquiry.messages.shown().get().words == "Where is my refund?"
    server = MailServer()
    with running(server, port):
        jobs.drain(now)
    (receipt,) = server.mails
    assert receipt["To"] == "ana@example.org"
    assert receipt["Auto-Submitted"] == "auto-generated"
    assert "refund" not in receipt.as_string()


def test_it_goes_into_the_conversation_that_the_subject_names(
    mailbox: imaplib.IMAP4, said: Said, officer: User, now: datetime
) -> None:
    enquiry = said().enquiry
    handling.answer(enquiry_id=enquiry.pk, words="Soon.", by=officer, now=now)
    arrives(mailbox, mail("When is soon?", Subject=f"Re: {enquiry.number.lower()}"))
    arrivals.read_mailbox(now=now)
    assert [one.words for one in Enquiry.objects.get().messages.shown()][-1] == "When is soon?"
    assert Enquiry.objects.get().state == "waiting"


def test_an_answer_to_our_mail_goes_into_its_conversation(
    mailbox: imaplib.IMAP4, said: Said, officer: User, now: datetime
) -> None:
    enquiry = said().enquiry
    handling.answer(enquiry_id=enquiry.pk, words="Soon.", by=officer, now=now)
    ours = Dispatch.objects.get(kind="enquiry-answer")
    subject = {"Subject": f"Re: {ours.subject}"}
    arrives(mailbox, mail("When is soon?", In_Reply_To=ours.message_id, **subject))
    thread = f"{Dispatch.objects.get(kind='enquiry-receipt').message_id} <a-program-of-hers@example.org>"
    arrives(mailbox, mail("Today?", References=thread, Message_ID="<2@example.org>", **subject))
    arrivals.read_mailbox(now=now)
    assert [one.words for one in enquiry.messages.shown()][-2:] == ["When is soon?", "Today?"]
    assert Enquiry.objects.get().state == "waiting"


def test_an_answer_of_somebody_else_to_our_mail_stays_out_of_the_conversation(
    mailbox: imaplib.IMAP4, said: Said, now: datetime
) -> None:
    """Mails are passed on, and with them their Message-IDs."""
    enquiry = said().enquiry
    passed_on = {"In_Reply_To": Dispatch.objects.get().message_id, "Subject": "Re: We have your message"}
    arrives(mailbox, mail(From="mallory@evil.example", **passed_on))
    arrives(mailbox, mail(Authentication_Results="", Message_ID="<2@example.org>", **passed_on))
    arrivals.read_mailbox(now=now)
    assert enquiry.messages.count() == 1
    assert sorted(IncomingMail.objects.values_list("verdict", flat=True)) == ["unknown", "unproved"]


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({"Authentication_Results": ""}, "unproved"),
        ({"Authentication_Results": "mx.portal.example; dmarc=fail header.from=example.org"}, "unproved"),
        ({"Authentication_Results": "mx.evil.example; dmarc=pass header.from=example.org"}, "unproved"),
        ({"Authentication_Results": "mx.portal.example; dkim=pass header.d=evil.example"}, "unproved"),
        ({"Authentication_Results": "mx.portal.example (dmarc=pass header.from=example.org); none"}, "unproved"),
        ({"From": "Ana Otieno <ana@evil.example>"}, "unknown"),
        ({"From": "ana@example.org, mallory@evil.example"}, "unknown"),
        ({"From": '"ana@example.org" <mallory@evil.example>'}, "unknown"),
        ({"Subject": "Hello"}, "unknown"),
        ({"Subject": "414/99999"}, "unknown"),
    ],
)
def test_a_forged_or_unknown_sender_goes_to_a_person_and_is_never_answered(
    mailbox: imaplib.IMAP4, said: Said, ana_client: Client, now: datetime, headers: dict[str, str], verdict: str
) -> None:
    mine, before = said().enquiry, receipts()
    arrives(mailbox, mail("Pay to my new account.", **headers))
    arrivals.read_mailbox(now=now)
    assert IncomingMail.objects.get().verdict == verdict
    kept = Enquiry.objects.exclude(pk=mine.pk).get()
    assert (kept.person, kept.state) == (None, "unknown")
    assert receipts() == before
    for page in (reverse("help:enquiries"), reverse("help:enquiry", args=[mine.pk])):
        assert "new account" not in ana_client.get(page).content.decode()
    assert ana_client.get(reverse("help:enquiry", args=[kept.pk])).status_code == 404


def test_a_forged_word_in_a_named_conversation_stays_out_of_it(
    mailbox: imaplib.IMAP4, said: Said, now: datetime
) -> None:
    enquiry = said().enquiry
    arrives(mailbox, mail(Subject=enquiry.number, From="mallory@evil.example"))
    arrivals.read_mailbox(now=now)
    assert enquiry.messages.count() == 1


def test_a_person_finds_out_whose_it_is_before_it_is_answered(
    mailbox: imaplib.IMAP4, ana: Person, officer: User, now: datetime
) -> None:
    arrives(mailbox, mail(From="ana@private.example"))
    arrivals.read_mailbox(now=now)
    enquiry = Enquiry.objects.get()
    with pytest.raises(SenderNotConfirmed):
        handling.answer(enquiry_id=enquiry.pk, words="Your claim is paid.", by=officer, now=now)
    with pytest.raises(NotAMember):
        handling.confirm_sender(enquiry_id=enquiry.pk, reference="414/99999", by=officer, now=now)
    handling.confirm_sender(enquiry_id=enquiry.pk, reference="41420001", by=officer, now=now)
    handling.answer(enquiry_id=enquiry.pk, words="Your claim is paid.", by=officer, now=now)
    assert Dispatch.objects.get(kind="enquiry-answer").recipient == "ana@example.org"  # the address we know
    assert Enquiry.objects.of(ana).get().messages.shown().count() == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Auto_Response_Suppress": "All"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@example.org"},
        {"List_Id": "<news.example.org>"},
    ],
)
def test_a_machine_is_never_answered(
    mailbox: imaplib.IMAP4, ana: Person, now: datetime, headers: dict[str, str]
) -> None:
    arrives(mailbox, mail(**headers))
    arrivals.read_mailbox(now=now)
    assert IncomingMail.objects.get().verdict == "automatic"
    assert not Enquiry.objects.exists()
    assert not Dispatch.objects.exists()


def test_a_mail_of_ours_that_comes_round_ends_here(mailbox: imaplib.IMAP4, said: Said, now: datetime) -> None:
    said()
    ours = Dispatch.objects.get()
    arrives(mailbox, mail(Message_ID=ours.message_id))
    arrivals.read_mailbox(now=now)
    assert IncomingMail.objects.get().verdict == "automatic"
    assert Enquiry.objects.count() == 1


def test_a_loop_without_any_sign_ends_after_ten(mailbox: imaplib.IMAP4, ana: Person, now: datetime) -> None:
    arrives(mailbox, *(mail(Message_ID=f"<{number}@example.org>") for number in range(13)))
    arrivals.read_mailbox(now=now)
    assert receipts() == 10
    assert IncomingMail.objects.filter(verdict="too_many").count() == 3
    assert len(mailbox.search(None, "FLAGGED")[1][0].split()) == 3
    arrives(mailbox, mail(Message_ID="<next@example.org>"))
    arrivals.read_mailbox(now=now + timedelta(days=1, minutes=1))
    assert receipts() == 11


def test_the_same_mail_counts_once(mailbox: imaplib.IMAP4, ana: Person, now: datetime) -> None:
    for _again in range(2):
        arrives(mailbox, mail())
        arrivals.read_mailbox(now=now)
    arrives(mailbox, mail(Message_ID=""), mail(Message_ID=""))
    arrivals.read_mailbox(now=now)
    assert IncomingMail.objects.count() == 2


def test_html_becomes_plain_words(mailbox: imaplib.IMAP4, ana: Person, now: datetime) -> None:
    html = "<style>p{}</style><p>Hello &lt;b&gt;</p><script>alert(1)</script><p>\u202eWorld<br>again</p>"
    arrives(mailbox, mail(html=html))
    arrivals.read_mailbox(now=now)
    assert Message.objects.get().words == "Hello <b>\n\nWorld\nagain"


def test_attachments_are_judged_by_the_vault(mailbox: imaplib.IMAP4, ana: Person, now: datetime) -> None:
    letter = mail()
    letter.add_attachment(photo("x.jpg").read(), maintype="image", subtype="jpeg", filename="bill.jpg")
    letter.add_attachment(b"MZ\x90\x00 not a picture", maintype="image", subtype="jpeg", filename="virus.jpg")
    arrives(mailbox, letter)
    arrivals.read_mailbox(now=now)
    assert [one.stored.original_name for one in Message.objects.get().documents.all()] == ["bill.jpg"]
    assert IncomingMail.objects.get().refused == 1


def test_nonsense_holds_up_nobody(mailbox: imaplib.IMAP4, ana: Person, now: datetime) -> None:
    for text in (
        b"",
        b"\r\n",
        b"From: \xff\xfe\r\nSubject: =?x?q?\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xff",
    ):
        mailbox.append("INBOX", "", "", text)  # type: ignore[arg-type]
    empty = mail(" ", Message_ID="<2@example.org>")
    arrives(mailbox, empty, mail("x" * 100_000, Message_ID="<3@example.org>"))
    arrivals.read_mailbox(now=now)
    known = Enquiry.objects.filter(person=ana)
    assert sorted(len(one.words) for one in Message.objects.filter(enquiry__in=known)) == [0, 20_000]


def test_a_mailbox_that_is_away_is_tried_again(settings: Any, caplog: pytest.LogCaptureFixture, now: datetime) -> None:
    settings.ENQUIRY_MAILBOX = f"imap://members:secret@127.0.0.1:{free_port()}/INBOX"
    with pytest.raises(MailboxAway):
        arrivals.read_mailbox(now=now)
    read_mailbox()
    assert "secret" not in caplog.text
    assert "is away" in caplog.text
