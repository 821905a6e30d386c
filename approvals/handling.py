"""What follows on a request: messages both ways, waits that stop the clock, and its end by the desk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from approvals import refusals
from approvals.clock import open_pause
from approvals.mails import mail_news
from approvals.models import CareRequest, Pause, RequestMessage
from approvals.needs import needs_of
from approvals.requests import FACTS, end, is_short, locked, refuse_days, today_of
from portal.members.audit import record
from portal.members.models import Person, User

State, For = CareRequest.State, Pause.For


def _open(request_id: UUID, *, by: User) -> CareRequest:
    """The request, locked, for somebody of the desk. Raises Ended, OwnFamily."""
    request = locked(request_id)
    if not request.is_open:
        raise refusals.Ended
    if Person.objects.filter(user=by, family=request.person.family_id).exists():
        raise refusals.OwnFamily
    return request


@transaction.atomic
def ask_member(*, request_id: UUID, words: str, by: User, now: datetime) -> RequestMessage:
    """Ask her; the clock stands until she answers. Raises Ended, OwnFamily, Unsaid, WaitsAlready."""
    request = _open(request_id, by=by)
    if request.state != State.SENT:
        raise refusals.WaitsAlready
    message = _say(request, words, by, now, from_us=True, is_question=True)
    _pause(request, For.MEMBER, by, now)
    mail_news(request=request, about=str(message.pk), now=now)
    return message


@transaction.atomic
def tell_member(*, request_id: UUID, words: str, by: User, now: datetime) -> RequestMessage:
    """Write to her without waiting for an answer. Raises Ended, OwnFamily, Unsaid."""
    request = _open(request_id, by=by)
    message = _say(request, words, by, now, from_us=True)
    mail_news(request=request, about=str(message.pk), now=now)
    return message


@transaction.atomic
def answer_desk(*, request_id: UUID, words: str, by: User, now: datetime) -> RequestMessage:
    """What the member writes; if we waited for her, the clock goes on. Raises Ended, Unsaid."""
    request = locked(request_id)
    if not request.is_open:
        raise refusals.Ended
    message = _say(request, words, by, now)
    if request.state == State.MEMBER:
        _go_on(request, now)
    return message


def _say(request: CareRequest, words: str, by: User, now: datetime, **kind: bool) -> RequestMessage:
    if not words.strip():
        raise refusals.Unsaid
    message = RequestMessage.objects.create(request=request, by=by, words=words.strip(), at=now, **kind)
    record(act="requestmessage.added", by=by, about=message, now=now, question=int(message.is_question))
    return message


@transaction.atomic
def wait_for_provider(*, request_id: UUID, why: str, by: User, now: datetime) -> Pause:
    """The provider is to send something; the clock stands. The member reads `why`.

    Raises Ended, OwnFamily, WaitsAlready, ReasonsMissing.
    """
    request = _open(request_id, by=by)
    if request.state != State.SENT:
        raise refusals.WaitsAlready
    if not why.strip():
        raise refusals.ReasonsMissing
    return _pause(request, For.PROVIDER, by, now, why=why.strip())


@transaction.atomic
def resume(*, request_id: UUID, by: User, now: datetime) -> CareRequest:
    """The clock goes on, whoever it waited for. Raises Ended, OwnFamily, NotWaiting."""
    request = _open(request_id, by=by)
    if request.state not in CareRequest.WAITS:
        raise refusals.NotWaiting
    _go_on(request, now)
    record(act="carerequest.resumed", by=by, about=request, now=now)
    return request


@transaction.atomic
def provider_asked(*, request_id: UUID, why: str, by: User, now: datetime) -> bool:
    """For rooms above: the provider was asked, by whomever, and we cannot go on without it. The member reads `why`.

    True when the clock stands from now on; one that stands already, or an ended request, is left alone.
    """
    request = locked(request_id)
    if request.state != State.SENT:
        return False
    _pause(request, For.PROVIDER, by, now, why=why)
    return True


@transaction.atomic
def provider_answered(*, request_id: UUID, now: datetime) -> None:
    """For rooms above, when what the provider sends has come: ends the wait for it, if there is one."""
    request = locked(request_id)
    if request.state == State.PROVIDER:
        _go_on(request, now)


def _pause(request: CareRequest, waits_for: Pause.For, by: User, now: datetime, *, why: str = "") -> Pause:
    pause = Pause.objects.create(request=request, waits_for=waits_for, why=why, started_at=now, by=by)
    request.state = State(waits_for.value)
    request.save(update_fields=["state"])
    record(act="carerequest.paused", by=by, about=request, now=now, waits_for=str(waits_for))
    return pause


def _go_on(request: CareRequest, now: datetime) -> None:
    """End the pause; the end of the clock moves by its length."""
    pause = open_pause(request)
    if pause and request.due_at:
        pause.ended_at = now
        pause.save(update_fields=["ended_at"])
        request.due_at += now - pause.started_at
    request.state = State.SENT
    request.save(update_fields=["state", "due_at"])


@transaction.atomic
def correct_request(*, request_id: UUID, facts: Mapping[str, Any], by: User, now: datetime) -> CareRequest:
    """The desk corrects facts (FACTS), and what the plan asks for is judged anew. The trail names the fields.

    Raises Ended, OwnFamily, PastDay, EndsBeforeItStarts, NotInsured, UnknownBenefit.
    """
    request = _open(request_id, by=by)
    changed = [name for name in FACTS if name in facts and getattr(request, name) != facts[name]]
    if not changed:
        return request
    for name in changed:
        setattr(request, name, facts[name])
    sent_on = today_of(request.person, request.sent_at or now)
    refuse_days(request, today=sent_on)
    request.needs, request.is_short_notice = needs_of(request, on=sent_on).needs, is_short(request, today=sent_on)
    request.changed_at = now
    request.save(update_fields=[*changed, "needs", "is_short_notice", "changed_at"])
    record(act="carerequest.corrected", by=by, about=request, now=now, fields=", ".join(changed))
    return request


@transaction.atomic
def finish_request(*, request_id: UUID, by: User, now: datetime) -> CareRequest:
    """Answered: a room above has issued what was asked for, in this transaction. Answered already is a normal end."""
    request = locked(request_id)
    if request.is_open:
        end(request, State.ANSWERED, by=by, now=now)
        record(act="carerequest.answered", by=by, about=request, now=now)
    return request


@transaction.atomic
def close_request(*, request_id: UUID, words: str, by: User, now: datetime) -> CareRequest:
    """End it without a guarantee or approval; the member reads the reasons. Raises Ended, OwnFamily, ReasonsMissing."""
    request = _open(request_id, by=by)
    if not words.strip():
        raise refusals.ReasonsMissing
    request.reasons = words.strip()
    end(request, State.CLOSED, by=by, now=now)
    record(act="carerequest.closed", by=by, about=request, now=now)
    mail_news(request=request, about="closed", now=now)
    return request
