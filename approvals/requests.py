"""A request by the member: begun, written, given its documents, sent, withdrawn or thrown away."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from approvals import refusals
from approvals.clock import open_pause, taken
from approvals.mails import mail_receipt
from approvals.models import CareRequest, RequestDocument, RequestRules
from approvals.needs import needs_of
from approvals.special import paper_name, papers_missing
from portal.attachments.custody import Custody
from portal.benefits.plans import load_plan
from portal.look.words import listed
from portal.members.audit import record
from portal.members.days import local_day
from portal.members.models import Enrolment, Person, User
from portal.vault.numbers import fresh_number

State = CareRequest.State
# What a member says, and what the desk may correct: nothing else of a request is written from a form.
FACTS = (
    *("kind", "benefit", "provider", "provider_name", "provider_city", "provider_country", "provider_contact"),
    *("from_on", "until_on", "is_emergency", "diagnosis", "icd10", "treatment", "estimated", "currency", "room"),
    *("other_insurance", "details"),
)


def today_of(person: Person, now: datetime) -> date:
    """The calendar day where the family is."""
    return local_day(now, country=person.family.duty_station)


@transaction.atomic
def begin_request(
    *, form_key: UUID, person: Person, language: str, by: User, now: datetime, **facts: Any
) -> CareRequest:
    """The draft of this form: a new one, or the one an earlier send of the same form made, with what it says now."""
    said = {"person": person, "language": language, "changed_at": now}
    request, created = CareRequest.objects.get_or_create(
        asked_by=by, form_key=form_key, defaults={**_known(facts), **said, "created_at": now}
    )
    if not created:
        request = open_draft(request.pk)
        _write(request, **said, **_known(facts))
    return request


@transaction.atomic
def write_request(*, request_id: UUID, facts: Mapping[str, Any], now: datetime) -> CareRequest:
    """Say it anew, as far as `facts` go (fields named in FACTS).

    Raises AlreadySent, PastDay, EndsBeforeItStarts, NotInsured, UnknownBenefit.
    """
    request = open_draft(request_id)
    for name, value in _known(facts).items():
        setattr(request, name, value)
    refuse_days(request, today=today_of(request.person, now))
    _write(request, **_known(facts), changed_at=now)
    return request


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in FACTS if name in facts}


def refuse_days(request: CareRequest, *, today: date) -> None:
    """What cannot be promised: a day that has passed, without an emergency; one on which nobody is insured."""
    if request.benefit and request.benefit not in load_plan(request.person.family.plan).rows:
        raise refusals.UnknownBenefit
    first = request.from_on
    if first is None:
        return
    if first < today and not request.is_emergency:
        raise refusals.PastDay
    if request.until_on and request.until_on < first:
        raise refusals.EndsBeforeItStarts
    cover = Enrolment.objects.filter(person=request.person)
    if not cover.in_force(first).exists():
        last = cover.filter(until_on__lt=first).order_by("-until_on").first()
        raise refusals.NotInsured(request.person.given_name, last.until_on if last else None)


def is_short(request: CareRequest, *, today: date) -> bool:
    """Whether planned care begins sooner than the plan wants to know it."""
    notice = timedelta(days=load_plan(request.person.family.plan).rules.approval_days)
    return not request.is_emergency and request.from_on is not None and request.from_on < today + notice


def _write(request: CareRequest, **fields: object) -> None:
    for name, value in fields.items():
        setattr(request, name, value)
    request.save(update_fields=list(fields))


def locked(request_id: UUID) -> CareRequest:
    """The request, locked for the transaction."""
    known = CareRequest.objects.select_related("person__family", "provider")
    return known.select_for_update(of=("self",)).get(pk=request_id)


def open_draft(request_id: UUID) -> CareRequest:
    """The draft, locked for the transaction. Raises AlreadySent."""
    request = locked(request_id)
    if request.state != State.DRAFT:
        raise refusals.AlreadySent
    return request


def refuse_gaps(request: CareRequest, *, today: date) -> None:
    """What must be known before it can be sent. In an emergency the diagnosis may follow.

    Raises WhereMissing, MedicalMissing, PapersMissing, and what `refuse_days` raises.
    """
    if not request.from_on or not request.place:
        raise refusals.WhereMissing
    if not request.is_emergency and not (request.diagnosis and request.treatment):
        raise refusals.MedicalMissing
    if missing := papers_missing(request):
        raise refusals.PapersMissing(listed([str(paper_name(key)) for key in missing]))
    refuse_days(request, today=today)


@transaction.atomic
def send_request(*, request_id: UUID, checked: datetime, by: User, now: datetime) -> CareRequest:
    """Send the draft as she saw it (`checked` is its `changed_at`). Sent by a second click, it is the same request.

    Its clock starts now, with the hours promised today. Raises ChangedSince, WhereMissing, MedicalMissing,
    PapersMissing, PastDay, EndsBeforeItStarts, NotInsured, UnknownBenefit.
    """
    request = locked(request_id)
    if request.state != State.DRAFT:
        return request
    if request.changed_at != checked:
        raise refusals.ChangedSince
    today, hours = today_of(request.person, now), RequestRules.objects.in_force().hours
    refuse_gaps(request, today=today)
    request.number, request.state = fresh_number("P"), State.SENT
    request.sent_at, request.hours, request.due_at = now, hours, now + timedelta(hours=hours)
    request.is_short_notice = is_short(request, today=today)
    request.needs = needs_of(request, on=today).needs
    request.save()
    urgent = int(request.is_emergency)
    record(act="carerequest.sent", by=by, about=request, now=now, emergency=urgent, needs=str(request.needs))
    mail_receipt(request=request, now=now)
    return request


@transaction.atomic
def withdraw_request(*, request_id: UUID, by: User, now: datetime) -> CareRequest:
    """The member does not want it any more; withdrawn already is a normal end. Raises Ended."""
    request = locked(request_id)
    if request.state == State.WITHDRAWN:
        return request
    if not request.is_open:
        raise refusals.Ended
    end(request, State.WITHDRAWN, by=by, now=now)
    record(act="carerequest.withdrawn", by=by, about=request, now=now)
    return request


def end(request: CareRequest, state: CareRequest.State, *, by: User, now: datetime) -> None:
    """Stop the clock for good, in the caller's transaction."""
    if pause := open_pause(request):
        pause.ended_at = now
        pause.save(update_fields=["ended_at"])
        request.due_at = (request.due_at or now) + (now - pause.started_at)
    request.took = taken(request, until=now)
    request.state, request.ended_at, request.ended_by = state, now, by
    request.save(update_fields=["state", "due_at", "took", "ended_at", "ended_by", "reasons"])


def _may_add(request: CareRequest) -> None:
    if request.state != State.DRAFT and not request.is_open:
        raise refusals.Ended


def _may_remove(request: CareRequest) -> None:
    if request.state != State.DRAFT:
        raise refusals.AlreadySent


def _added(document: RequestDocument, by: User, now: datetime) -> None:
    _write(document.request, changed_at=now)
    record(act="requestdocument.added", by=by, about=document, now=now)


def _removed(document: RequestDocument, by: User, now: datetime) -> None:
    _write(document.request, changed_at=now)
    record(act="requestdocument.removed", by=by, about=document, now=now)


DOCUMENTS = Custody(
    model=RequestDocument,
    parent="request",
    may_add=_may_add,
    may_remove=_may_remove,
    too_many=refusals.TooManyDocuments,
    added=_added,
    removed=_removed,
)


@transaction.atomic
def discard_request(*, request_id: UUID, by: User, now: datetime) -> None:
    """Throw a draft away with its documents. Raises AlreadySent."""
    request = open_draft(request_id)
    record(act="carerequest.discarded", by=by, about=request, now=now)
    DOCUMENTS.remove_all(parent=request, now=now)
