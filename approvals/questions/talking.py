"""A conversation in confidence: asked, answered, closed, opened again. Nothing of it is ever deleted."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse

from approvals.models import CareRequest
from approvals.questions import refusals
from approvals.questions.eyes import read_by
from approvals.questions.models import Question, QuestionDocument, QuestionMessage, QuestionRules
from approvals.questions.told import ANSWERED
from portal.attachments.custody import Custody
from portal.members.audit import record
from portal.members.models import Person, User
from portal.notices.telling import Mail, tell
from portal.vault.numbers import fresh_number

State = Question.State
NEWS_KIND = ANSWERED.code


@transaction.atomic
def ask(
    *,
    form_key: UUID,
    person: Person,
    words: str,
    language: str,
    benefit: str = "",
    care: CareRequest | None = None,
    by: User,
    now: datetime,
) -> Question:
    """Begin a conversation with its first message; the same form sent twice is one. Raises Unsaid."""
    if not words.strip():
        raise refusals.Unsaid
    known = {"person": person, "language": language, "benefit": benefit, "request": care, "number": fresh_number("Q")}
    question, created = Question.objects.get_or_create(
        asked_by=by, form_key=form_key, defaults={**known, **_promised(now), "asked_at": now, "changed_at": now}
    )
    if created:
        record(act="question.asked", by=by, about=question, now=now)
        _say(question, words, by, now)
    return question


def _promised(now: datetime) -> dict[str, object]:
    hours = QuestionRules.in_force().hours
    return {"hours": hours, "due_at": now + timedelta(hours=hours)}


def locked(question_id: UUID) -> Question:
    """The conversation, locked for the transaction."""
    known = Question.objects.select_related("person__family", "asked_by")
    return known.select_for_update(of=("self",)).get(pk=question_id)


@transaction.atomic
def write(*, question_id: UUID, words: str, by: User, now: datetime) -> QuestionMessage:
    """What the member adds; the promised time begins anew when we had answered. Raises IsClosed, Unsaid."""
    question = _open(question_id, words)
    if question.state == State.ANSWERED:
        _set(question, now, state=State.ASKED, **_promised(now))
    return _say(question, words, by, now)


@transaction.atomic
def answer(*, question_id: UUID, words: str, by: User, now: datetime) -> QuestionMessage:
    """What the consultant writes; the member is told that there is something. Raises NotYours, IsClosed, Unsaid."""
    if not read_by(by).filter(pk=question_id).exists():
        raise refusals.NotYours
    question = _open(question_id, words)
    message = _say(question, words, by, now, from_us=True)
    _set(question, now, state=State.ANSWERED)
    _mail(question, message, now)
    return message


@transaction.atomic
def close(*, question_id: UUID, by: User, now: datetime) -> Question:
    """The member needs no more of it; closed already is a normal end."""
    question = locked(question_id)
    if question.state != State.CLOSED:
        _set(question, now, state=State.CLOSED)
        record(act="question.closed", by=by, about=question, now=now)
    return question


@transaction.atomic
def reopen(*, question_id: UUID, by: User, now: datetime) -> Question:
    """Open again, as answered: the next message of hers starts the promised time. Open already is a normal end."""
    question = locked(question_id)
    if question.state == State.CLOSED:
        _set(question, now, state=State.ANSWERED)
        record(act="question.reopened", by=by, about=question, now=now)
    return question


def _open(question_id: UUID, words: str) -> Question:
    question = locked(question_id)
    if question.state == State.CLOSED:
        raise refusals.IsClosed
    if not words.strip():
        raise refusals.Unsaid
    return question


def _set(question: Question, now: datetime, **fields: object) -> None:
    fields["changed_at"] = now
    for name, value in fields.items():
        setattr(question, name, value)
    question.save(update_fields=list(fields))


def _say(question: Question, words: str, by: User, now: datetime, *, from_us: bool = False) -> QuestionMessage:
    said = QuestionMessage.objects.create(question=question, by=by, words=words.strip(), at=now, from_us=from_us)
    record(act="questionmessage.added", by=by, about=said, now=now)
    return said


def _mail(question: Question, message: QuestionMessage, now: datetime) -> None:
    """That there is an answer, and nothing of it."""
    reader = getattr(question.asked_by, "person", None)
    if reader is None:
        return
    tell(
        what=ANSWERED,
        reader=reader,
        about=question.person,
        key=uuid5(question.pk, str(message.pk)),
        link=reverse("questions:question", args=[question.pk]),
        words=question.number,
        mail=Mail("question_news", reader.email_known, question.language),
        now=now,
    )


def _may_add(question: Question) -> None:
    if question.state == State.CLOSED:
        raise refusals.IsClosed


def _may_remove(_question: Question) -> None:
    raise refusals.StaysAsItIs


def _added(document: QuestionDocument, by: User, now: datetime) -> None:
    record(act="questiondocument.added", by=by, about=document, now=now)


def _removed(_document: QuestionDocument, _by: User, _now: datetime) -> None:
    raise refusals.StaysAsItIs


DOCUMENTS = Custody(
    model=QuestionDocument,
    parent="question",
    may_add=_may_add,
    may_remove=_may_remove,
    too_many=refusals.TooManyDocuments,
    added=_added,
    removed=_removed,
)
