"""“We need one more document”: asked from the desk, told to the member, answered, and back in the queue."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from claims.adjudication import settle
from claims.asking import TEMPLATES, AlreadyAsked, WordsMissing, answer, ask
from claims.models import Claim, DocumentRequest, Review, Step
from claims.notes import write_note
from claims.promises import measured
from claims.question_letters import write_question
from claims.release import release
from portal.members.models import AuditEntry, Person
from portal.post.letters import mark_posted
from portal.post.models import Dispatch
from portal.post.returned import came_back
from portal.post.returns import Report
from portal.work.jobs import drain
from tests.claims.conftest import line, photo
from tests.claims.pages import Page, page
from tests.conftest import signed_in
from tests.people import make_staff

Staff = Callable[..., Any]
Sent = Callable[..., Claim]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def waiting(sent: Sent, now: datetime) -> Claim:
    claim = sent(line(charged=Decimal(4000), benefit="hosp_outpatient_surgery_doctor_fee"))
    settle(claim_id=claim.pk, now=now)
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture
def asked(waiting: Claim, now: datetime) -> DocumentRequest:
    eva = make_staff("eva", "assessor")
    return ask(claim_id=waiting.pk, template="prescription", words="For the knee.", by=eva, now=now)


def test_the_desk_asks_and_the_claim_leaves_the_queue(staff_client: Staff, waiting: Claim) -> None:
    client = staff_client("assessor")
    path = f"/admin/claims/claim/{waiting.pk}/ask/"
    assert client.post(path, {"template": "question"}).status_code == 422
    assert client.post(path, {"template": "no such"}).status_code == 422
    answer = client.post(path, {"template": "clearer", "words": "The lower half."})
    assert answer.headers["Location"] == "/admin/claims/claim/queue/"
    request = DocumentRequest.objects.get()
    assert (request.template, request.words, request.language) == ("clearer", "The lower half.", "en")
    queue = client.get("/admin/claims/claim/queue/")
    assert queue.context["rows"] == []
    assert {one.key: one.count for one in queue.context["filters"]}["member"] == 1
    assert Review.objects.get().taken_by is None


def test_the_mail_says_nothing_but_that_there_is_a_question(asked: DocumentRequest) -> None:
    dispatch = Dispatch.objects.get(kind="claim-question")
    assert (dispatch.recipient, dispatch.key) == ("ana@example.org", asked.pk)
    whole = f"{dispatch.subject} {dispatch.body_text} {dispatch.body_html}"
    for secret in ("prescription", "knee", str(asked.claim.number), "4000", "Achieng", "Ana"):
        assert secret not in whole


@pytest.mark.django_db(transaction=True)
def test_the_mail_leaves_once(sent: Sent, now: datetime) -> None:
    claim = sent(line(charged=Decimal(4000), benefit="hosp_outpatient_surgery_doctor_fee"))
    settle(claim_id=claim.pk, now=now)
    ask(claim_id=claim.pk, template="report", by=make_staff("eva", "assessor"), now=now)
    drain(now)
    drain(now)
    subjects = [one.subject for one in mail.outbox]
    assert subjects.count("We have a question for you") == 1


@pytest.mark.django_db(transaction=True)
def test_without_an_address_a_letter_asks_in_her_language(
    sent: Sent, ana: Person, staff_client: Staff, now: datetime
) -> None:
    Person.objects.update(email="", language="ar")
    claim = sent(line(charged=Decimal(4000), benefit="hosp_outpatient_surgery_doctor_fee"))
    settle(claim_id=claim.pk, now=now)
    client = staff_client("assessor")
    desk = f"/admin/claims/claim/{claim.pk}/change/"
    assert "The question goes by post" in client.get(desk).content.decode()
    client.post(f"/admin/claims/claim/{claim.pk}/ask/", {"template": "room", "words": "Room 12 & 14"})
    assert "the letter is being written" in client.get(desk).content.decode()
    drain(now + timedelta(hours=1))
    drain(now + timedelta(hours=2))
    letter = Dispatch.objects.get(kind="claim-question")
    assert (letter.channel, letter.language, letter.state) == ("letter", "ar", "waiting")
    assert letter.recipient.startswith("Ana Otieno\n")
    (paper,) = letter.attachments.all()
    with paper.file.open("rb") as file:
        read = "".join(page.extract_text() for page in PdfReader(file).pages)
    assert claim.number in read
    assert "Room 12 & 14" in read
    assert "waits to be printed" in client.get(desk).content.decode()
    assert "We need something from you" in Page(signed_in(ana.user).get(page("status", claim))).text
    mark_posted(letters=[letter], now=now, proof="desk")
    assert "Letter posted" in client.get(desk).content.decode()


def test_a_question_whose_mail_comes_back_goes_by_post(asked: DocumentRequest, now: datetime) -> None:
    mail = Dispatch.objects.get(key=asked.pk)
    mail.state, mail.sent_at = Dispatch.State.SENT, now
    mail.save()
    assert came_back(report=Report(mail.pk, "", "5.1.1"), now=now) == mail
    drain(now)
    letter = Dispatch.objects.letters().get()
    assert letter.instead_of == mail
    with letter.attachments.get().file.open() as file:
        assert "For the knee." in PdfReader(file).pages[0].extract_text()
    write_question(asked_id=asked.pk, now=now)
    assert Dispatch.objects.letters().count() == 1


def test_whoever_answers_first_gets_no_letter(waiting: Claim, ana: Person, now: datetime) -> None:
    Person.objects.update(email="not an address")
    asked = ask(claim_id=waiting.pk, template="room", by=make_staff("eva", "assessor"), now=now)
    answer(claim_id=waiting.pk, reply="It costs 300.", by=ana.user, now=now)
    assert write_question(asked_id=asked.pk, now=now) is None
    assert not Dispatch.objects.filter(kind="claim-question").exists()


def test_asking_twice_or_without_words_is_refused(asked: DocumentRequest, now: datetime) -> None:
    order = {"claim_id": asked.claim_id, "by": asked.asked_by, "now": now}
    with pytest.raises(AlreadyAsked):
        ask(template="prescription", **order)
    with pytest.raises(WordsMissing):
        ask(template="question", **order)
    ask(template="payment", **order)
    assert DocumentRequest.objects.count() == 2


def test_the_member_sees_what_to_do_one_tap_away(ana_client: Client, asked: DocumentRequest) -> None:
    more = page("more", asked.claim)
    home = ana_client.get(reverse("home")).content.decode()
    assert "Needs you" in home
    assert str(TEMPLATES["prescription"][1]) in Page(ana_client.get(reverse("home"))).text
    assert f'href="{more}"' in home
    status = ana_client.get(page("status", asked.claim)).content.decode()
    assert f'href="{more}"' in status
    shown = Page(ana_client.get(more)).text
    assert str(TEMPLATES["prescription"][1]) in shown
    assert "For the knee." in shown


def test_her_answer_brings_the_claim_back_with_its_time(
    ana: Person, asked: DocumentRequest, staff_client: Staff, now: datetime
) -> None:
    before = Review.objects.get().due_at
    with time_machine.travel(now + timedelta(days=3), tick=False):
        answer = signed_in(ana.user).post(page("more", asked.claim), {"documents": [photo()], "reply": "Here it is."})
    assert answer.headers["Location"] == page("status", asked.claim)
    review, request = Review.objects.get(), DocumentRequest.objects.get()
    assert (review.waits_for_member_since, review.due_at) == (None, before + timedelta(days=3))
    assert (request.reply, request.answered_at) == ("Here it is.", now + timedelta(days=3))
    assert asked.claim.documents.count() == 2
    assert [one.code for one in review.reasons.all()] == ["amount", "answered"]
    entry = AuditEntry.objects.get(act="claim.answered")
    assert entry.detail == {"questions": 1, "documents": 1}
    screen = staff_client("assessor").get(f"/admin/claims/claim/{asked.claim_id}/change/").content.decode()
    assert "Here it is." in screen
    assert "Document 2" in screen


def test_a_word_alone_is_an_answer_and_nothing_is_none(ana_client: Client, asked: DocumentRequest) -> None:
    empty = ana_client.post(page("more", asked.claim), {"reply": "  "})
    assert "Add a document, or write us a sentence." in Page(empty).text
    assert Review.objects.get().waits_for_member_since
    ana_client.post(page("more", asked.claim), {"reply": "My doctor has retired."})
    assert DocumentRequest.objects.get().reply == "My doctor has retired."


def test_a_file_that_is_refused_keeps_the_question_open(ana_client: Client, asked: DocumentRequest) -> None:
    bad = SimpleUploadedFile("virus.exe", b"MZ" + bytes(200), "application/pdf")
    answer = ana_client.post(page("more", asked.claim), {"documents": [bad]})
    assert answer.status_code == 200
    assert "virus.exe" in Page(answer).text
    assert DocumentRequest.objects.get().answered_at is None
    assert asked.claim.documents.count() == 1


def test_a_document_may_be_added_unasked_while_a_person_looks(ana_client: Client, waiting: Claim) -> None:
    ana_client.post(page("more", waiting), {"documents": [photo()]})
    assert waiting.documents.count() == 2
    assert [one.code for one in waiting.review.reasons.all()] == ["amount", "answered"]


@pytest.mark.parametrize("who", ["stranger", "ben", "dario"])
def test_nobody_else_answers(who: str, request: pytest.FixtureRequest, asked: DocumentRequest) -> None:
    request.getfixturevalue(who)
    client = request.getfixturevalue(f"{who}_client")
    assert client.get(page("more", asked.claim)).status_code == 404
    assert client.post(page("more", asked.claim), {"reply": "x"}).status_code == 404
    assert DocumentRequest.objects.get().answered_at is None


def test_a_decided_claim_takes_no_more(ana_client: Client, sent: Sent, now: datetime) -> None:
    claim = sent()
    settle(claim_id=claim.pk, now=now)
    answer = ana_client.post(page("more", claim), {"documents": [photo()]})
    assert answer.headers["Location"] == page("status", claim)
    assert claim.documents.count() == 1


def test_what_is_promised_stands_beside_what_was_measured(
    ana: Person, ana_client: Client, sent: Sent, asked: DocumentRequest, now: datetime
) -> None:
    for hours in (1, 2, 3, 10):
        claim = sent(line(charged=Decimal(100 + hours)))
        settle(claim_id=claim.pk, now=now + timedelta(hours=hours))
    noted = claim.settlements.get()
    write_note(settlement_id=noted.pk, now=now + timedelta(hours=12))
    until = now + timedelta(days=8)
    decision = measured(Step.DECISION, until)
    assert (decision.count, decision.median, decision.most) == (4, timedelta(hours=2), timedelta(hours=10))
    note = measured(Step.NOTE, until)
    assert (note.count, note.median) == (1, timedelta(hours=2))
    with time_machine.travel(now + timedelta(days=5), tick=False):
        signed_in(ana.user).post(page("more", asked.claim), {"reply": "Sorry for the wait."})
    last = asked.claim.decisions.order_by("-sequence")[0]
    release(claim_id=asked.claim_id, seen=last.pk, by=asked.asked_by, now=now + timedelta(days=6))
    measured.cache_clear()
    assert measured(Step.REVIEW, until).median == timedelta(days=1), "the member's own days do not count"
    assert measured(Step.DECISION, now - timedelta(days=1)).median is None
    shown = Page(ana_client.get(page("status", claim))).text
    assert "How long it takes" in shown


def test_the_status_page_promises_a_day(ana_client: Client, waiting: Claim, sent: Sent) -> None:
    assert "Promised by 25 November 2026" in " ".join(Page(ana_client.get(page("status", waiting))).text.split())
    assert "Promised by 30 November 2026" in " ".join(Page(ana_client.get(page("status", sent()))).text.split())
