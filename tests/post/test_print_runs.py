"""Letters are printed together, in address order, posted once, and it is written down who did it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from portal.members.models import AuditEntry, User
from portal.members.roles import FINANCE
from portal.post import papers, print_runs
from portal.post.letters import queue_letter
from portal.post.models import Dispatch, PrintRun
from portal.work import jobs
from tests.people import make_staff
from tests.post.pdfs import one_page, text_of

pytestmark = pytest.mark.django_db
Write = Callable[[str], Dispatch]
AT_HOME = "Ana Otieno\n12 Riverside Drive\n00100 Nairobi\nKENYA"
ABROAD = "Zo\u00eb Quist\nRue Haute 3\n1000 Bruxelles\nBELGIUM"


@pytest.fixture
def write(db: None, now: datetime) -> Write:
    """`write(address)`: a letter of one page waits to be printed."""

    def put(address: str) -> Dispatch:
        paper = papers.store(kind="settlement-note", title="Note", language="en", content=one_page(), now=now)
        return queue_letter(kind="settlement-note", address=address, language="en", papers=[paper], now=now)

    return put


@pytest.fixture
def finance(db: None) -> User:
    return make_staff("finance", FINANCE)


def test_one_pdf_in_address_order_behind_a_manifest(write: Write, finance: User, now: datetime) -> None:
    home, abroad = write(AT_HOME), write(ABROAD)
    run = print_runs.prepare_print_run(by=finance, now=now)
    assert jobs.drain(now) == 1
    run.refresh_from_db()
    assert run.paper
    with run.paper.file.open() as file:
        content = file.read()
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 2 + 2 * (2 + 2)  # manifest, then separator and letter, each on a sheet of its own
    words = text_of(content)
    assert words.index("1000 Bruxelles, BELGIUM") < words.index("00100 Nairobi, KENYA")
    for letter in (home, abroad):
        assert str(letter.pk)[:8] in words
    assert "Otieno" not in words  # the letters have names, what we add has none


def test_posted_once_and_on_the_trail(write: Write, finance: User, now: datetime) -> None:
    letter = write(AT_HOME)
    run = print_runs.prepare_print_run(by=finance, now=now)
    with pytest.raises(print_runs.NotPrintedYet):
        print_runs.mark_posted(run=run, by=finance, now=now)
    jobs.drain(now)
    assert print_runs.mark_posted(run=run, by=finance, now=now) == 1
    with pytest.raises(print_runs.AlreadyPosted):
        print_runs.mark_posted(run=run, by=finance, now=now)
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at, letter.proof) == ("sent", now, "posted with print run 1")
    acts = AuditEntry.objects.order_by("-act").values_list("act", "by", "object_id", "detail")
    assert list(acts) == [
        ("print_run.prepared", finance.pk, str(run.pk), {"letters": 1}),
        ("print_run.posted", finance.pk, str(run.pk), {"letters": 1}),
    ]


def test_a_letter_is_in_one_run_only(write: Write, finance: User, now: datetime) -> None:
    write(AT_HOME)
    print_runs.prepare_print_run(by=finance, now=now)
    with pytest.raises(print_runs.NothingToPrint):
        print_runs.prepare_print_run(by=finance, now=now)
    late = write(ABROAD)
    second = print_runs.prepare_print_run(by=finance, now=now)
    assert (second.number, list(second.letters.all())) == (2, [late])


def test_a_spoilt_letter_waits_for_the_next_run(write: Write, finance: User, now: datetime) -> None:
    letter, other = write(AT_HOME), write(ABROAD)
    run = print_runs.prepare_print_run(by=finance, now=now)
    jobs.drain(now)
    print_runs.leave_out(letter=letter, by=finance, now=now)
    assert print_runs.mark_posted(run=run, by=finance, now=now) == 1
    letter.refresh_from_db()
    assert letter.state == "waiting"
    with pytest.raises(print_runs.AlreadyPosted):
        print_runs.leave_out(letter=other, by=finance, now=now)
    assert list(print_runs.prepare_print_run(by=finance, now=now).letters.all()) == [letter]


def test_the_job_runs_twice_to_the_same_end(write: Write, finance: User, now: datetime) -> None:
    write(AT_HOME)
    run = print_runs.prepare_print_run(by=finance, now=now)
    print_runs.print_run(run_id=run.pk, now=now)
    first = PrintRun.objects.get().paper
    print_runs.print_run(run_id=run.pk, now=now)
    assert PrintRun.objects.get().paper == first


def test_from_the_desk(write: Write, staff_client: Callable[..., Client], now: datetime) -> None:
    write(AT_HOME)
    client, outsider = staff_client(FINANCE), staff_client("assessor")
    listed = reverse("admin:post_printrun_changelist")
    assert "1 letter waits to be printed." in client.get(listed).text
    assert outsider.post(reverse("admin:post_printrun_prepare")).status_code == 403
    assert client.get(reverse("admin:post_printrun_prepare")).status_code == 405
    shown = client.post(reverse("admin:post_printrun_prepare"), follow=True)
    assert "Print run 1 takes 1 letter." in shown.text
    run = PrintRun.objects.get()
    pdf, posted = (reverse(f"admin:post_printrun_{name}", args=[run.pk]) for name in ("pdf", "posted"))
    assert client.get(pdf).status_code == 404
    print_runs.print_run(run_id=run.pk, now=now)
    assert outsider.get(pdf).status_code == 403
    answer: Any = client.get(pdf)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert AuditEntry.objects.filter(act="print_run.read", object_id=str(run.pk)).exists()
    assert outsider.post(posted).status_code == 403
    assert "1 letter is marked as posted." in client.post(posted, follow=True).text
    assert "already been marked as posted" in client.post(posted, follow=True).text
