"""The demo mailbox."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from portal.post import mailbox, papers
from portal.post.models import Dispatch
from portal.work import jobs
from tests.post.pdfs import one_page


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> None:
    """The portal in demo mode."""
    settings.DEMO = True
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    settings.EMAIL_BACKEND = "portal.post.mailbox.MailboxBackend"


@pytest.mark.usefixtures("demo")
def test_a_mail_can_be_read_in_the_browser(queue: Callable[..., Dispatch], client: Client, now: datetime) -> None:
    assert client.get(reverse("post:mailbox")).status_code == 200
    paper = papers.store(kind="settlement-note", title="Note", language="en", content=one_page(), now=now)
    queue(attachments=[paper])
    jobs.drain(now)
    assert Dispatch.objects.get().state == Dispatch.State.SENT
    (mail,) = mailbox.newest()
    listed = client.get(reverse("post:mailbox"))
    address = reverse("post:mailbox_mail", args=[mail.id])
    assert address in listed.text
    shown = client.get(address)
    assert "We have decided one of your claims" in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    attached = client.get(reverse("post:mailbox_attachment", args=[mail.id, 0]))
    assert b"".join(attached.streaming_content) == one_page()
    assert attached.headers["Content-Disposition"] == 'attachment; filename="settlement-note.pdf"'


@pytest.mark.usefixtures("demo")
def test_what_is_not_there_is_not_found(client: Client, db: None) -> None:
    for arguments in ([uuid4()], [uuid4(), 0]):
        name = "post:mailbox_mail" if len(arguments) == 1 else "post:mailbox_attachment"
        assert client.get(reverse(name, args=arguments)).status_code == 404
    assert client.post(reverse("post:mailbox")).status_code == 405


def test_outside_the_demo_there_is_no_mailbox(client: Client, db: None) -> None:
    assert client.get(reverse("post:mailbox")).status_code == 404
    assert client.get(reverse("post:mailbox_mail", args=[uuid4()])).status_code == 404


@pytest.mark.usefixtures("demo")
def test_many_deliver_at_once() -> None:
    from django.core.mail import EmailMessage

    gun = threading.Barrier(8)

    def deliver() -> None:
        gun.wait()
        mailbox.MailboxBackend().send_messages([EmailMessage("Hello", "Text", to=["ana@example.org"])])

    posts = [threading.Thread(target=deliver) for _ in range(8)]
    for post in posts:
        post.start()
    for post in posts:
        post.join()
    assert len(mailbox.newest()) == 8
