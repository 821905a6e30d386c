"""In confidence: the member and the consultants, and nobody else, whatever else they may do."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from approvals.questions import refusals, talking
from approvals.questions.models import Question, QuestionMessage, QuestionRules
from portal.members.models import AuditEntry, Person
from portal.members.roles import PERMISSIONS
from portal.post.models import Dispatch
from tests.claims.conftest import photo
from tests.conftest import signed_in
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")
Make = Callable[..., Any]
SECRET = "What about the lump?"


@pytest.fixture
def question(ana: Person, now: datetime) -> Question:
    assert ana.user
    asked: dict[str, Any] = {"person": ana, "words": SECRET, "language": "en", "by": ana.user, "now": now}
    return talking.ask(form_key=uuid4(), **asked)


def at_desk(question: Question) -> str:
    return reverse("confidence:question", args=[question.pk])


def test_asked_on_the_page_with_a_paper_and_only_once(ana: Person) -> None:
    client, key = signed_in(ana.user), str(uuid4())
    typed = {"form_key": key, "person": str(ana.pk), "words": SECRET}
    for _click in range(2):
        answer = client.post(reverse("questions:new"), {**typed, "documents": photo("lump.jpg")})
        assert answer.status_code == 302, answer.context["form"].errors
    found = Question.objects.get()
    assert (found.messages.count(), found.documents.count(), found.hours) == (1, 1, QuestionRules.in_force().hours)
    assert SECRET in client.get(answer.headers["Location"]).content.decode()


def test_what_was_said_is_encrypted_and_stays(question: Question) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM questions_questionmessage")
        assert SECRET not in cursor.fetchone()[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        QuestionMessage.objects.all().delete()


def test_the_consultant_answers_and_the_mail_says_nothing(staff_client: Make, question: Question, ana: Person) -> None:
    client = staff_client("medical consultant")
    assert SECRET in client.get(at_desk(question)).content.decode()
    assert client.post(at_desk(question), {"words": "It is harmless."}).status_code == 302
    question.refresh_from_db()
    assert question.state == Question.State.ANSWERED
    mail = Dispatch.objects.get(kind="question-news")
    assert "harmless" not in mail.subject + mail.body_text
    assert "harmless" in signed_in(ana.user).get(reverse("questions:question", args=[question.pk])).content.decode()
    acts = AuditEntry.objects.filter(by=client.user, person=ana.pk).values_list("act", flat=True)
    assert set(acts) == {"question.read", "questionmessage.added"}


@pytest.mark.parametrize("role", sorted(set(PERMISSIONS) - {"medical consultant"}))
def test_no_other_role_finds_it(staff_client: Make, question: Question, role: str) -> None:
    client = staff_client(role)
    for at in (at_desk(question), reverse("confidence:questions")):
        assert client.get(at).status_code == 404
        assert client.post(at, {"words": "x"}).status_code == 404


def test_nor_who_may_do_everything(staff_client: Make, question: Question) -> None:
    boss = staff_client(is_superuser=True, reference="boss")
    for at in (at_desk(question), reverse("confidence:questions")):
        assert boss.get(at).status_code == 404
    # The desk lists what is promised for an answer, and no conversation.
    listed = set(re.findall(r"/admin/questions/(\w+)/", boss.get(reverse("admin:index")).content.decode()))
    assert listed == {"questionrules"}


def test_nor_a_consultant_of_the_family(staff_client: Make, question: Question, ben: Person, now: datetime) -> None:
    client = staff_client("medical consultant")
    Person.objects.filter(pk=ben.pk).update(user=client.user)
    assert client.get(at_desk(question)).status_code == 404
    with pytest.raises(refusals.NotYours):
        talking.answer(question_id=question.pk, words="x", by=client.user, now=now)


def test_a_grown_up_s_is_hers_alone_and_a_child_s_is_her_parents(
    question: Question, ana: Person, ben: Person, carla: Person, stranger: Person, now: datetime
) -> None:
    about_carla = talking.ask(form_key=uuid4(), person=carla, words="Her ears?", language="en", by=ana.user, now=now)
    for person, sees in ((ben, [about_carla]), (stranger, []), (ana, [question, about_carla])):
        client = signed_in(person.user)
        for one in (question, about_carla):
            status = client.get(reverse("questions:question", args=[one.pk])).status_code
            assert status == (200 if one in sees else 404)


def test_closed_and_opened_again(question: Question, ana: Person, now: datetime) -> None:
    by = ana.user
    assert by
    talking.close(question_id=question.pk, by=by, now=now)
    with pytest.raises(refusals.IsClosed):
        talking.write(question_id=question.pk, words="More.", by=by, now=now)
    talking.reopen(question_id=question.pk, by=by, now=now)
    later = now + timedelta(days=2)
    talking.write(question_id=question.pk, words="More.", by=by, now=later)
    question.refresh_from_db()
    assert (question.state, question.due_at) == (Question.State.ASKED, later + timedelta(hours=question.hours))


@pytest.mark.parametrize("words", ["", "   "])
def test_nothing_said_is_refused(question: Question, ana: Person, now: datetime, words: str) -> None:
    assert ana.user
    with pytest.raises(refusals.Unsaid):
        talking.write(question_id=question.pk, words=words, by=ana.user, now=now)
    doctor = make_staff("doctor", "medical consultant")
    with pytest.raises(refusals.Unsaid):
        talking.answer(question_id=question.pk, words=words, by=doctor, now=now)


def test_no_paper_is_taken_out(question: Question, ana: Person, now: datetime) -> None:
    assert ana.user
    paper = photo("lump.jpg")
    said = question.messages.get()
    document = talking.DOCUMENTS.add(parent_id=question.pk, upload=paper, by=ana.user, now=now, message=said)
    with pytest.raises(refusals.StaysAsItIs):
        talking.DOCUMENTS.remove(parent_id=question.pk, document_id=document.pk, by=ana.user, now=now)


def test_the_promise_is_written_as_a_new_version_in_the_admin(staff_client: Callable[..., Any]) -> None:
    add = reverse("admin:questions_questionrules_add")
    assert staff_client("assessor").get(add).status_code == 403
    analyst = staff_client("plan analyst")
    assert analyst.post(add, {"hours": "0"}).status_code == 200
    analyst.post(add, {"hours": "48"})
    assert QuestionRules.in_force().hours == 48
    assert AuditEntry.objects.get(act="questionrules.written").detail == {"hours": "72 → 48"}
    page = analyst.get(reverse("admin:questions_questionrules_changelist"))
    assert page.status_code == 200
