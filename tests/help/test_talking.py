"""A conversation: written, kept, sent once, answered, and read by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.help import alarms, calls, handling, writing
from portal.help.clock import measured_answers
from portal.help.models import Enquiry, Message, PhoneCall
from portal.help.refusals import EnquiryRefused, NothingWritten, NotOurs, NotThatCheck, PastWindow, TooManyDocuments
from portal.members.models import AuditEntry, IdentityCheck, Person, User
from portal.post.models import Dispatch
from portal.work import jobs
from portal.work.models import Job
from tests.claims.conftest import photo
from tests.people import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private", "still_bell")]
Said = Callable[..., Message]


def test_sending_starts_the_promise_of_the_office(said: Said) -> None:
    enquiry = said().enquiry
    # Friday noon in Nairobi: two working days are Tuesday noon.
    assert (enquiry.state, enquiry.due_at) == ("waiting", datetime.fromisoformat("2026-11-24T09:00+00:00"))
    mail = Dispatch.objects.get()
    assert mail.kind == "enquiry-receipt"
    assert "refund" not in mail.body_text + mail.body_html + mail.subject
    assert enquiry.number not in mail.subject


def test_a_second_click_sends_nothing(drafted: Said, ana: Person, now: datetime) -> None:
    draft = drafted()
    for _click in range(2):
        writing.send(message_id=draft.pk, by=draft.by, now=now)  # type: ignore[arg-type]
    assert Dispatch.objects.count() == 1
    assert AuditEntry.objects.filter(act="enquiry.sent").count() == 1


def test_an_empty_message_is_refused_and_kept(drafted: Said, now: datetime) -> None:
    draft = drafted(words="  ")
    with pytest.raises(NothingWritten):
        writing.send(message_id=draft.pk, by=draft.by, now=now)  # type: ignore[arg-type]
    assert Message.objects.drafts().count() == 1


def test_an_answer_stops_the_clock_and_is_measured(said: Said, officer: User, now: datetime) -> None:
    message = said()
    later = now + timedelta(days=4, hours=2)  # the weekend does not count
    handling.answer(enquiry_id=message.enquiry_id, words="It is on its way.", by=officer, now=later)
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.due_at) == ("answered", None)
    assert enquiry.messages.get(kind="answer").took == timedelta(days=2, hours=2)
    mail = Dispatch.objects.get(kind="enquiry-answer")
    assert "on its way" not in mail.body_text + mail.body_html + mail.subject
    assert measured_answers(now=later + timedelta(days=1)).median == timedelta(days=2, hours=2)


def test_writing_again_opens_it_with_a_new_promise(said: Said, officer: User, now: datetime) -> None:
    message = said()
    handling.answer(enquiry_id=message.enquiry_id, words="Yes.", by=officer, now=now)
    later = now + timedelta(days=3)
    again = writing.reply(enquiry_id=message.enquiry_id, words="Really?", by=message.by, now=later)  # type: ignore[arg-type]
    writing.send(message_id=again.pk, by=message.by, now=later)  # type: ignore[arg-type]
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.since) == ("waiting", later)


def test_the_team_is_alarmed_once_before_the_time_is_over(said: Said, officer: User, now: datetime) -> None:
    officer.email = "officer@example.org"
    officer.save()
    enquiry = said().enquiry
    assert enquiry.due_at
    job = Job.objects.get(kind="help.alarm")
    assert job.due_at == enquiry.due_at - timedelta(hours=8)
    jobs.drain(job.due_at)
    assert not alarms.raise_alarm(enquiry_id=enquiry.pk, now=enquiry.due_at)
    assert Dispatch.objects.filter(kind="enquiry-alarm").count() == 1
    enquiry.refresh_from_db()
    assert enquiry.alarmed_at


def test_no_alarm_for_what_was_answered(said: Said, officer: User, now: datetime) -> None:
    enquiry = said().enquiry
    handling.answer(enquiry_id=enquiry.pk, words="Yes.", by=officer, now=now)
    assert not alarms.raise_alarm(enquiry_id=enquiry.pk, now=now + timedelta(days=9))


def test_the_twenty_first_document_is_refused_in_words(drafted: Said, now: datetime) -> None:
    draft = drafted()
    for number in range(20):
        writing.DOCUMENTS.add(parent_id=draft.pk, upload=photo(f"{number}.jpg"), by=draft.by, now=now)  # type: ignore[arg-type]
    with pytest.raises(TooManyDocuments, match="at most 20"):
        writing.DOCUMENTS.add(parent_id=draft.pk, upload=photo("21.jpg"), by=draft.by, now=now)  # type: ignore[arg-type]


def test_two_of_one_member_are_joined_and_lose_nothing(said: Said, drafted: Said, officer: User, now: datetime) -> None:
    first = said()
    double = said(words="Again: where is it?", now=now + timedelta(hours=1))
    handling.merge(enquiry_id=double.enquiry_id, number=first.enquiry.number, by=officer, now=now)
    assert [one.words for one in first.enquiry.messages.sent()] == ["Where is my refund?", "Again: where is it?"]
    joined = Enquiry.objects.get(pk=double.enquiry_id)
    assert (joined.state, joined.merged_into_id, joined.due_at) == ("merged", first.enquiry_id, None)


def test_conversations_of_two_people_are_never_joined(
    said: Said, stranger: Person, officer: User, now: datetime
) -> None:
    mine, theirs = said(), said(person=stranger)
    with pytest.raises(NotOurs):
        handling.merge(enquiry_id=mine.enquiry_id, number=theirs.enquiry.number, by=officer, now=now)


def test_closed_and_opened_again(said: Said, officer: User, now: datetime) -> None:
    enquiry = said().enquiry
    handling.close(enquiry_id=enquiry.pk, by=officer, now=now)
    assert Enquiry.objects.get().state == "closed"
    handling.reopen(enquiry_id=enquiry.pk, by=officer, now=now)
    assert Enquiry.objects.get().state == "waiting"


def asked(ana: Person, now: datetime, hour: int = 14) -> Enquiry:
    facts = {"topic": "claim", "language": "fr", "words": "", "zone": "Africa/Nairobi", "phone": "+254 20 762 1234"}
    assert ana.user
    return calls.ask_call(
        form_key=uuid4(),
        person=ana,
        day=now.date(),
        hour=hour,
        by=ana.user,
        now=now,
        **facts,
    )


def test_a_call_back_is_promised_by_the_member_s_own_clock(ana: Person, now: datetime) -> None:
    enquiry = asked(ana, now)
    assert enquiry.call_back.from_at == now.replace(hour=11)
    assert enquiry.due_at == now.replace(hour=13)


def test_nobody_is_called_in_the_past(ana: Person, now: datetime) -> None:
    with pytest.raises(PastWindow):
        asked(ana, now, hour=10)


def test_a_call_names_the_check_that_was_passed(said: Said, ana: Person, officer: User, now: datetime) -> None:
    enquiry = said().enquiry
    facts = {"caller": "Ana", "topic": "claim", "words": "", "person": ana, "enquiry": enquiry}
    with pytest.raises(NotThatCheck):
        calls.log_call(**facts, checked=True, by=officer, now=now)  # type: ignore[arg-type]
    check = IdentityCheck.objects.create(person=ana, by=officer, at=now, is_enough=True)
    calls.log_call(**facts, checked=True, by=officer, now=now)  # type: ignore[arg-type]
    assert PhoneCall.objects.get().check_made == check


def test_a_member_writes_with_a_document_and_reads_the_answer(
    ana_client: Client, officer: User, clock: None, now: datetime
) -> None:
    key = str(uuid4())
    answer = ana_client.post(reverse("help:new"), {"topic": "claim", "words": "See the bill.", "form_key": key})
    documents = ana_client.get(answer.url)  # type: ignore[attr-defined]
    assert documents.status_code == 200
    ana_client.post(answer.url, {"documents": photo("bill.jpg")})  # type: ignore[attr-defined]
    message = Message.objects.get()
    ana_client.post(reverse("help:send", args=[message.pk]))
    handling.answer(enquiry_id=message.enquiry_id, words="Thank you, paid.", by=officer, now=now)
    page = ana_client.get(reverse("help:enquiry", args=[message.enquiry_id])).content.decode()
    assert "Thank you, paid." in page
    assert "bill.jpg" in page
    found = message.documents.get()
    assert ana_client.get(reverse("help:document", args=[message.enquiry_id, found.pk])).status_code == 200


def test_notes_and_other_peoples_words_stay_hidden(
    said: Said, ana_client: Client, ben_client: Client, officer: User, now: datetime
) -> None:
    enquiry = said().enquiry
    handling.note(enquiry_id=enquiry.pk, words="She called twice.", by=officer, now=now)
    enquiry.messages.create(words="I am Ana, pay to my new account", created_at=now, at=now, confirmed=False)
    at = reverse("help:enquiry", args=[enquiry.pk])
    page = ana_client.get(at).content.decode()
    assert "She called twice" not in page
    assert "new account" not in page
    assert ben_client.get(at).status_code == 404


@pytest.mark.parametrize("words", ["", "x" * 100_000])
def test_what_is_too_short_or_too_long_is_said_beside_the_field(ana_client: Client, words: str) -> None:
    sent = {"topic": "claim", "words": words, "form_key": str(uuid4()), "send": "1"}
    page = ana_client.post(reverse("help:new"), sent)
    assert page.status_code == 200
    text = page.content.decode()
    assert "shorten it" in text if words else "at least a sentence" in text
    assert words in text
    assert not Enquiry.objects.exists()


def test_a_right_to_left_name_does_not_turn_the_page(drafted: Said, ana_client: Client, now: datetime) -> None:
    draft = drafted()
    content = photo("x.jpg").read()
    named = SimpleUploadedFile("\u202egpj.فاتورة.jpg", content, "image/jpeg")
    writing.DOCUMENTS.add(parent_id=draft.pk, upload=named, by=draft.by, now=now)  # type: ignore[arg-type]
    page = ana_client.get(reverse("help:documents", args=[draft.pk])).content.decode()
    assert "\u202e" not in page
    assert "<bdi>" in page


def test_a_discarded_draft_leaves_nothing(drafted: Said, ana_client: Client) -> None:
    draft = drafted()
    ana_client.post(reverse("help:discard", args=[draft.pk]))
    assert not Enquiry.objects.exists()


def test_a_member_cannot_answer_what_was_joined(said: Said, officer: User, now: datetime) -> None:
    first, double = said(), said(words="Again")
    handling.merge(enquiry_id=double.enquiry_id, number=first.enquiry.number, by=officer, now=now)
    with pytest.raises(EnquiryRefused):
        writing.reply(enquiry_id=double.enquiry_id, words="?", by=double.by, now=now)  # type: ignore[arg-type]


def test_the_pages_of_contact_open_to_everybody(db: None, client: Client) -> None:
    page = client.get(reverse("help:contact"), {"country": "HT"}).content.decode()
    assert "Sign in and write" in page
    assert "The portal works" in client.get(reverse("help:support")).content.decode()


def test_a_member_finds_her_office_and_her_number_in_the_subject(ana_client: Client) -> None:
    page = ana_client.get(reverse("help:contact")).content.decode()
    assert "subject=Reference%20number%20414/20001" in page
    assert "Africa south of the Sahara" in page


def test_what_was_typed_after_the_session_ended_is_there_again(said: Said, client: Client, ana: Person) -> None:
    at = reverse("help:reply", args=[said().enquiry_id])
    client.post(at, {"words": "A long story.", "send": "1"})
    client.post(reverse("account_login"), {"login": "414/20001", "password": PASSWORD})
    assert "A long story." in client.get(at).content.decode()
    assert Message.objects.count() == 1
