"""Mail that comes back is read from a real mailbox, and what it carried goes by post, once."""

from __future__ import annotations

import imaplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from claims.drill_house import free_port
from portal.post import papers, returned, sending
from portal.post.imap import MailboxAway
from portal.post.models import Dispatch
from portal.post.tasks import read_returned_mail
from portal.work import jobs
from tests.post.pdfs import one_page
from tests.post.servers import MailServer, running

pytestmark = pytest.mark.django_db
Queue = Callable[..., Dispatch]
ADDRESS = "Ana Otieno\n12 Riverside Drive\n00100 Nairobi\nKENYA"

REPORT = """From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

The mail could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: {status}

--b1
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: Your settlement note is ready

--b1--
"""


@pytest.fixture(scope="module")
def imap_port() -> Iterator[int]:
    """A real IMAP server with one empty mailbox."""
    port = free_port()
    program = Path(sys.executable).with_name("pymap")
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-tls", "--no-service", "admin"]
    backend = ["dict", "--demo-user", "returns", "--demo-password", "secret"]
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
    """The mailbox of returned mail, as its administrator sees it."""
    settings.BOUNCE_MAILBOX = f"imap://returns:secret@127.0.0.1:{imap_port}/INBOX"
    settings.BOUNCE_ADDRESS = "returns@portal.example"
    box = imaplib.IMAP4("127.0.0.1", imap_port)
    box.login("returns", "secret")
    box.select("INBOX")
    yield box
    box.store("1:*", "+FLAGS", "\\Deleted")
    box.expunge()
    box.logout()


def arrives(box: imaplib.IMAP4, text: str) -> None:
    box.append("INBOX", "", "", text.replace("\n", "\r\n").encode())


@pytest.fixture
def sent(queue: Queue, port: int, now: datetime) -> Dispatch:
    """A note that the mail server took."""
    paper = papers.store(kind="settlement-note", title="Note", language="en", content=one_page(), now=now)
    dispatch = queue(key=uuid4(), attachments=[paper], postal_address=ADDRESS)
    with running(MailServer(), port):
        jobs.drain(now)
    dispatch.refresh_from_db()
    return dispatch


def letters() -> list[tuple[str, str]]:
    return list(Dispatch.objects.letters().values_list("kind", "state"))


@pytest.mark.parametrize("known_by", ["address", "message id"])
def test_what_came_back_goes_by_post_once(mailbox: imaplib.IMAP4, sent: Dispatch, now: datetime, known_by: str) -> None:
    by_address = known_by == "address"
    to = f"returns+{sent.pk.hex}@portal.example" if by_address else "returns@portal.example"
    message_id = "<of@another.example>" if by_address else sent.message_id
    arrives(mailbox, REPORT.format(to=to, action="failed", status="5.1.1", message_id=message_id))
    assert returned.read_returned(now=now) == 1
    sent.refresh_from_db()
    assert (sent.state, sent.proof) == ("returned", "returned 5.1.1")
    letter = Dispatch.objects.letters().get()
    assert (letter.instead_of, letter.recipient) == (sent, ADDRESS)
    assert list(letter.attachments.all()) == list(sent.attachments.all())
    assert not Dispatch.objects.troubled().exists()
    assert returned.read_returned(now=now) == 0
    arrives(mailbox, REPORT.format(to=to, action="failed", status="5.1.1", message_id=message_id))  # servers repeat too
    returned.read_returned(now=now)
    assert letters() == [("settlement_note", "waiting")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            REPORT.format(to="x@portal.example", action="failed", status="5.1.1", message_id="<a@b>"), id="none of ours"
        ),
        pytest.param(
            "From: ana@example.org\nTo: returns@portal.example\nSubject: Thanks\n\nThank you.\n", id="a person"
        ),
        pytest.param("Content-Type: multipart/report; boundary=x\n\n--x\n--x--\n", id="an empty report"),
        pytest.param("Content-Type: multipart/report\n\n\n", id="a broken report"),
        pytest.param("\x00\xff garbage \n\n", id="garbage"),
    ],
)
def test_what_is_no_report_of_ours_is_left_to_a_person(
    mailbox: imaplib.IMAP4, sent: Dispatch, now: datetime, text: str
) -> None:
    arrives(mailbox, text)
    assert returned.read_returned(now=now) == 0
    assert mailbox.search(None, "FLAGGED", "SEEN")[1] != [b""]
    sent.refresh_from_db()
    assert (sent.state, letters()) == ("sent", [])


def test_a_delay_changes_nothing(mailbox: imaplib.IMAP4, sent: Dispatch, now: datetime) -> None:
    arrives(mailbox, REPORT.format(to="r@x", action="delayed", status="4.4.1", message_id=sent.message_id))
    returned.read_returned(now=now)
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_mailbox_that_is_away_is_tried_again(settings: Any, caplog: pytest.LogCaptureFixture, now: datetime) -> None:
    settings.BOUNCE_MAILBOX = f"imap://returns:secret@127.0.0.1:{free_port()}/INBOX"
    with pytest.raises(MailboxAway):
        returned.read_returned(now=now)
    read_returned_mail()
    assert "secret" not in caplog.text


def test_each_mail_has_its_own_way_back(queue: Queue, port: int, settings: Any, now: datetime) -> None:
    settings.BOUNCE_ADDRESS = "returns@portal.example"
    dispatch = queue()
    message = sending.message_of(dispatch)
    assert message.from_email == f"returns+{dispatch.pk.hex}@portal.example"
    assert message.message()["From"] == settings.DEFAULT_FROM_EMAIL


def test_refused_for_good_goes_by_post(queue: Queue, port: int, now: datetime) -> None:
    paper = papers.store(kind="settlement-note", title="Note", language="en", content=one_page(), now=now)
    dispatch = queue(key=uuid4(), attachments=[paper], postal_address=ADDRESS)
    with running(MailServer(rcpt="550 5.1.1 no such user"), port):
        jobs.drain(now)
    dispatch.refresh_from_db()
    assert (dispatch.state, letters()) == ("refused", [("settlement_note", "waiting")])


def test_given_up_goes_by_post(queue: Queue, now: datetime) -> None:
    paper = papers.store(kind="settlement-note", title="Note", language="en", content=one_page(), now=now)
    dispatch = queue(key=uuid4(), attachments=[paper], postal_address=ADDRESS)
    sending.send(dispatch_id=dispatch.pk, now=now + timedelta(days=4))
    dispatch.refresh_from_db()
    assert (dispatch.state, letters()) == ("parked", [("settlement_note", "waiting")])


def test_a_code_never_goes_by_post(queue: Queue, port: int, now: datetime) -> None:
    dispatch = queue(postal_address=ADDRESS)
    with running(MailServer(rcpt="550 5.1.1 no such user"), port):
        jobs.drain(now)
    assert (list(Dispatch.objects.troubled()), letters()) == ([dispatch], [])


def test_papers_may_stay_behind_the_sign_in(queue: Queue, now: datetime) -> None:
    paper = papers.store(kind="settlement-note", title="Note", language="en", content=one_page(), now=now)
    dispatch = queue(attachments=[paper], attach=False)
    assert sending.message_of(dispatch).attachments == []
