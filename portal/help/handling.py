"""What colleagues do with a conversation: answer, note, hand over, join, close, open again, say whose it is."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.http import HttpRequest

from portal.help import refusals
from portal.help.clock import due, office_for
from portal.help.mails import mail_answer
from portal.help.models import Enquiry, Message, Team
from portal.help.working_days import worked
from portal.help.writing import locked, wait
from portal.members import roles
from portal.members.audit import record
from portal.members.models import Person, User
from portal.members.references import normalise_reference

State, Kind = Enquiry.State, Message.Kind
TEAM_ROLES: Mapping[str, str] = {
    Team.SERVICES: roles.SERVICES,
    Team.GUARANTEES: roles.GUARANTEES,
    Team.PROVIDERS: roles.PROVIDERS,
    Team.FINANCE: roles.FINANCE,
}


def _known(enquiry_id: UUID) -> Enquiry:
    """A conversation of a known member. Raises SenderNotConfirmed, NotWaiting."""
    enquiry = locked(enquiry_id)
    if enquiry.state == State.MERGED:
        raise refusals.NotWaiting
    if enquiry.person is None:
        raise refusals.SenderNotConfirmed
    return enquiry


@transaction.atomic
def answer(*, enquiry_id: UUID, words: str, by: User, now: datetime, request: HttpRequest | None = None) -> Message:
    """Answer, and tell the member that there is one. Stops the clock. Raises SenderNotConfirmed, NotWaiting."""
    enquiry = _known(enquiry_id)
    took = worked(enquiry.since, now, office=office_for(enquiry.person)) if enquiry.is_open and enquiry.since else None
    made = enquiry.messages.create(kind=Kind.ANSWER, words=words.strip(), by=by, created_at=now, at=now, took=took)
    _rest(enquiry, State.ANSWERED, now)
    record(act="enquiry.answered", by=by, about=enquiry, now=now, request=request)
    mail_answer(message=made, now=now)
    return made


def _rest(enquiry: Enquiry, state: Enquiry.State, now: datetime) -> None:
    enquiry.state, enquiry.since, enquiry.due_at, enquiry.changed_at = state, None, None, now
    enquiry.save(update_fields=["state", "since", "due_at", "changed_at"])


@transaction.atomic
def note(*, enquiry_id: UUID, words: str, by: User, now: datetime, request: HttpRequest | None = None) -> Message:
    """Something for colleagues only. The clock runs on."""
    enquiry = locked(enquiry_id)
    made = enquiry.messages.create(kind=Kind.NOTE, words=words.strip(), by=by, created_at=now, at=now)
    record(act="enquiry.noted", by=by, about=enquiry, now=now, request=request)
    return made


@transaction.atomic
def hand_over(
    *, enquiry_id: UUID, team: str, words: str = "", by: User, now: datetime, request: HttpRequest | None = None
) -> Enquiry:
    """Into the hands of another team, with a word for them. The promise to the member stays. Raises NotWaiting."""
    enquiry = locked(enquiry_id)
    if enquiry.state == State.MERGED:
        raise refusals.NotWaiting
    enquiry.team, enquiry.changed_at = team, now
    enquiry.save(update_fields=["team", "changed_at"])
    if words.strip():
        note(enquiry_id=enquiry.pk, words=words, by=by, now=now)
    record(act="enquiry.handed_over", by=by, about=enquiry, now=now, request=request, team=team)
    return enquiry


@transaction.atomic
def close(*, enquiry_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> Enquiry:
    """Nothing more to do. Closed already is a normal end. Raises NotWaiting."""
    enquiry = locked(enquiry_id)
    if enquiry.state == State.MERGED:
        raise refusals.NotWaiting
    if enquiry.state != State.CLOSED:
        _rest(enquiry, State.CLOSED, now)
        record(act="enquiry.closed", by=by, about=enquiry, now=now, request=request)
    return enquiry


@transaction.atomic
def reopen(*, enquiry_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> Enquiry:
    """It waits for us again, with a new promise. Raises NotWaiting."""
    enquiry = locked(enquiry_id)
    if enquiry.state == State.MERGED:
        raise refusals.NotWaiting
    if not enquiry.is_open:
        wait(enquiry, now=now)
        record(act="enquiry.reopened", by=by, about=enquiry, now=now, request=request)
    return enquiry


@transaction.atomic
def merge(*, enquiry_id: UUID, number: str, by: User, now: datetime, request: HttpRequest | None = None) -> Enquiry:
    """Join it with the conversation `number` of the same member, which goes on with all that was said in both.

    The earlier promise of the two stays. Raises SenderNotConfirmed, NotWaiting, NotOurs.
    """
    wanted = Enquiry.objects.filter(number=number.strip().upper()).values_list("pk", flat=True).first()
    if wanted is None or wanted == enquiry_id:
        raise refusals.NotOurs
    both = {pk: locked(pk) for pk in sorted((wanted, enquiry_id))}  # always in one order
    double, lasting = both[enquiry_id], both[wanted]
    if double.person is None:
        raise refusals.SenderNotConfirmed
    if double.state == State.MERGED or lasting.state in (State.MERGED, State.DRAFT):
        raise refusals.NotWaiting
    if double.person_id != lasting.person_id:
        raise refusals.NotOurs
    if double.is_open:
        _carry_on(lasting, double)
    _move(double, lasting)
    double.merged_into, double.state, double.since, double.due_at = lasting, State.MERGED, None, None
    double.changed_at = now
    double.save()
    record(act="enquiry.merged", by=by, about=double, now=now, request=request, into=str(lasting.pk))
    return lasting


def _carry_on(lasting: Enquiry, double: Enquiry) -> None:
    """What waits in the double waits in the other from now on, by the earlier promise."""
    if not lasting.is_open or (lasting.due_at and double.due_at and double.due_at < lasting.due_at):
        lasting.state, lasting.since, lasting.due_at = State.WAITING, double.since, double.due_at
        lasting.alarmed_at = double.alarmed_at
        lasting.save()


def _move(double: Enquiry, lasting: Enquiry) -> None:
    double.messages.sent().update(enquiry=lasting)
    double.calls.update(enquiry=lasting)
    for draft in double.messages.drafts():
        there = lasting.messages.drafts().filter(by=draft.by).first()
        if there is None:
            draft.enquiry = lasting
            draft.save(update_fields=["enquiry"])
            continue
        there.words = f"{there.words}\n\n{draft.words}".strip()
        there.save(update_fields=["words"])
        last = there.documents.aggregate(last=Max("position"))["last"] or 0
        draft.documents.update(message=there, position=F("position") + last)
        draft.delete()


@transaction.atomic
def confirm_sender(
    *, enquiry_id: UUID, reference: str, by: User, now: datetime, request: HttpRequest | None = None
) -> Enquiry:
    """A colleague found out that the member with this number wrote it: from now on these are her words, and she
    can be answered. Raises NotAMember."""
    enquiry = locked(enquiry_id)
    person = enquiry.person or _member(reference)
    if enquiry.person is None:
        enquiry.person, enquiry.language = person, person.language
        enquiry.due_at = due(enquiry.since or now, person)
        enquiry.state = State.WAITING if enquiry.state == State.UNKNOWN else enquiry.state
        enquiry.save()
    enquiry.messages.filter(confirmed=False).update(confirmed=True)
    record(act="enquiry.confirmed", by=by, about=enquiry, now=now, request=request)
    return enquiry


def _member(reference: str) -> Person:
    user = User.objects.filter(reference=normalise_reference(reference), person__isnull=False).first()
    if user is None:
        raise refusals.NotAMember
    return Person.objects.select_related("family").get(user=user)
