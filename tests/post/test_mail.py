"""Writing mails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction

from portal.post import letters, mail, papers
from portal.post.models import Dispatch
from portal.work.models import Job
from tests.post.pdfs import one_page

Queue = Callable[..., Dispatch]
TEMPLATES = sorted(
    path.name.removesuffix(".subject.txt")
    for path in (Path(settings.BASE_DIR) / "templates/post/mail").glob("*.subject.txt")
)
WORDS = {
    "name": "Ana Otieno",
    "reference": "414/20001",
    "amount": "193.36",
    "code": "TULIP-4711",
    "last_day": "20 December 2026",
    "url": "http://localhost:8000/somewhere/?a=1&b=2",
}


def test_one_mail_for_one_key(queue: Queue) -> None:
    key = uuid4()
    first, second = queue(key=key), queue(key=key)
    assert first.pk == second.pk
    assert Dispatch.objects.count() == Job.objects.count() == 1
    assert queue(key=uuid4()).pk != first.pk
    assert queue().pk != queue().pk


def test_nothing_is_queued_when_the_transaction_fails(queue: Queue) -> None:
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert not Dispatch.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize("address", ["", "ana", "ana@example.org\nBcc: eve@example.org", "a@b.org, c@d.org"])
def test_an_address_that_is_none_is_refused(queue: Queue, address: str) -> None:
    with pytest.raises(mail.UnusableAddress):
        queue(to=address)
    assert not Dispatch.objects.exists()


def test_at_rest_nobody_reads_it(queue: Queue) -> None:
    queue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient, body_text, body_html FROM post_dispatch")
        row = cursor.fetchone()
    assert not any(("ana" in column.lower() and "@" in column) or "claim" in column for column in row)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_mail_is_written_in_every_language(template: str, language: str) -> None:
    written = mail.written(template=template, language=language, context=WORDS)
    assert 5 <= len(written["subject"]) <= 120
    assert f'lang="{language}"' in written["body_html"]
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in written["body_html"]
    assert "&" not in written["body_text"].replace("?a=1&b=2", "")
    assert "<h1></h1>" not in written["body_html"]


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_mail_names_a_person_or_an_amount(template: str) -> None:
    written = mail.written(template=template, language="en", context=WORDS)
    for part in written.values():
        assert not [word for word in ("Ana", "Otieno", "414/20001", "193.36") if word in part]
    assert WORDS["code"] not in written["subject"]


def test_a_letter_waits_for_the_printer(db: None, now: datetime) -> None:
    paper = papers.store(kind="settlement-note", title="Note", language="fr", content=one_page(), now=now)
    letter = letters.queue_letter(
        kind="settlement_note", address="Ana Otieno\nNairobi", language="fr", papers=[paper], key=uuid4(), now=now
    )
    assert not Job.objects.exists()
    assert list(letter.attachments.all()) == [paper]
    assert letters.mark_posted(letters=[letter], now=now, proof="posted") == 1
    assert letters.mark_posted(letters=[letter], now=now, proof="posted") == 0
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at) == (Dispatch.State.SENT, now)
