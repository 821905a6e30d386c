"""Issuing guarantees: by one officer up to the office's limit, by two above it; changed by a new version; refused."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from approvals import requests
from approvals.guarantees import refusals
from approvals.guarantees.ending import end
from approvals.guarantees.models import Guarantee, GuaranteeRules
from approvals.guarantees.planned import Planned, Split, split_of
from approvals.guarantees.replaying import decided_now
from approvals.guarantees.writing import Offer, written
from approvals.handling import close_request, finish_request
from approvals.models import CareRequest
from portal.benefits.facts import FactsMissing
from portal.entitlements.estimate_texts import missing_sentence
from portal.entitlements.facts import in_force
from portal.entitlements.figures import in_dollars
from portal.entitlements.locking import locked_families
from portal.entitlements.reservations import reserve
from portal.members.audit import record
from portal.members.models import Person, User
from portal.work.jobs import enqueue

State = Guarantee.State
PAPERS, EXPIRE = "guarantees.write_papers", "guarantees.expire"
PERMISSION = "guarantees.issue_guarantee"


def in_hand(request_id: UUID, *, by: User) -> CareRequest:
    """The request, locked, its family before it, for an officer. Raises MayNotIssue, OwnFamily."""
    found = CareRequest.objects.select_related("person").get(pk=request_id)
    locked_families([found.person.family_id])
    request = requests.locked(request_id)
    if not by.has_perm(PERMISSION):
        raise refusals.MayNotIssue
    if Person.objects.filter(user=by, family=request.person.family_id).exists():
        raise refusals.OwnFamily
    return request


def refuse_second(request: CareRequest, newest: UUID | None) -> None:
    """Raises DecidedMeanwhile when another version is there than the officer saw, WaitsForSignature, RequestEnded."""
    found = Guarantee.objects.newest_of(request)
    if found and found.pk != newest:
        raise refusals.DecidedMeanwhile(found.decided_by.get_full_name() or str(found.decided_by))
    if found and found.state == State.PROPOSED:
        raise refusals.WaitsForSignature
    if request.state in (CareRequest.State.DRAFT, CareRequest.State.WITHDRAWN, CareRequest.State.CLOSED):
        raise refusals.RequestEnded


def refuse_gaps(split: Split, offer: Offer) -> None:
    """Raises NoLines, NotInsured, what is missing to decide a line, WrongValidity."""
    lines = split.planned.lines
    if not lines:
        raise refusals.NoLines
    spans = sorted(split.planned.person.enrolments.all(), key=lambda span: span.from_on)
    for line in lines:
        if in_force(spans, line.from_on) is None:
            last = [span.until_on for span in spans if span.until_on and span.until_on < line.from_on]
            raise refusals.NotInsured(split.planned.person.given_name, line.from_on, max(last, default=None))
    for one in split.waits:
        if isinstance(one.answer, FactsMissing):
            raise refusals.FigureMissing(missing_sentence(one.answer))
        raise refusals.RoomRateMissing if one.waits_for == "room" else refusals.ApprovalMissing
    days = [line.from_on for line in lines]
    if not offer.valid_from <= min(days) <= max(days) <= offer.valid_until:
        raise refusals.WrongValidity


@transaction.atomic
def issue(
    *,
    request_id: UUID,
    planned: Planned,
    offer: Offer,
    newest: UUID | None = None,
    seen: str = "",
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> Guarantee:
    """Issue a guarantee, or a new version in place of the one that holds; above the office's limit only proposed.

    `newest` is the last version the officer saw, `seen` the digest of the split she looked at (empty: whatever the
    engine says now). Raises MayNotIssue, OwnFamily, DecidedMeanwhile, WaitsForSignature, RequestEnded, NoLines,
    NotInsured, FigureMissing, RoomRateMissing, ApprovalMissing, WrongValidity, ChangedMeanwhile, NothingToGuarantee.
    """
    care = in_hand(request_id, by=by)
    refuse_second(care, newest)
    holding = Guarantee.objects.issued().filter(request=care).first()
    split = split_of(planned, today=requests.today_of(care.person, now), without=[holding.pk] if holding else [])
    refuse_gaps(split, offer)
    if seen and split.seen != seen:
        raise refusals.ChangedMeanwhile
    if not split.guaranteed:
        raise refusals.NothingToGuarantee
    if needs_two(split.guaranteed, split.currency, now):
        proposed = written(request=care, split=split, offer=offer, state=State.PROPOSED, by=by, now=now)
        record(act="guarantee.proposed", by=by, about=proposed, now=now, request=request)
        return proposed
    if holding:
        end(holding, State.REPLACED, by=by, now=now, request=request)
    guarantee = written(request=care, split=split, offer=offer, state=State.PROPOSED, by=by, now=now)
    guarantee.replaces = holding
    reserve(family=split.family, guarantee=guarantee.pk, entries=split.used, now=now)
    return _in_force(guarantee, by=by, now=now, request=request)


def needs_two(amount: Decimal, currency: str, now: datetime) -> bool:
    """Whether an amount needs the signatures of two; so does one that cannot be told in dollars."""
    dollars = in_dollars(amount, currency, now.date())
    return dollars is None or dollars > GuaranteeRules.objects.in_force().alone


@transaction.atomic
def sign(*, guarantee_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> Guarantee:
    """The second signature; then it is issued, if the engine still says the same.

    Raises MayNotIssue, OwnFamily, NothingToSign, SecondPersonNeeded, RequestEnded, ChangedMeanwhile.
    """
    found = Guarantee.objects.get(pk=guarantee_id)
    care = in_hand(found.request_id, by=by)
    guarantee = Guarantee.objects.select_related("person__family").get(pk=guarantee_id)
    if guarantee.state != State.PROPOSED:
        raise refusals.NothingToSign
    if guarantee.decided_by_id == by.pk:
        raise refusals.SecondPersonNeeded
    if care.state in (CareRequest.State.WITHDRAWN, CareRequest.State.CLOSED):
        raise refusals.RequestEnded
    holding = Guarantee.objects.issued().filter(request=care).first()
    again = decided_now(guarantee, without=[holding.pk] if holding else [])
    if not again.is_same:
        raise refusals.ChangedMeanwhile
    if holding:
        end(holding, State.REPLACED, by=by, now=now, request=request)
    reserve(family=guarantee.person.family, guarantee=guarantee.pk, entries=again.used, now=now)
    guarantee.signed_by, guarantee.replaces = by, holding
    return _in_force(guarantee, by=by, now=now, request=request)


def _in_force(guarantee: Guarantee, *, by: User, now: datetime, request: HttpRequest | None) -> Guarantee:
    """What follows when it is issued: its papers, its last day on the work list, the request answered."""
    guarantee.state, guarantee.issued_at = State.ISSUED, now
    guarantee.save(update_fields=["state", "issued_at", "signed_by", "replaces"])
    detail = {"version": guarantee.version, "emergency": int(guarantee.is_emergency)}
    record(act="guarantee.issued", by=by, about=guarantee, now=now, request=request, **detail)
    enqueue(kind=PAPERS, key=guarantee.pk, now=now)
    enqueue(kind=EXPIRE, key=guarantee.pk, now=now, due_at=over_everywhere(guarantee))
    finish_request(request_id=guarantee.request_id, by=by, now=now)
    return guarantee


def over_everywhere(guarantee: Guarantee) -> datetime:
    """When its last day is over wherever the family lives: noon of the next day in UTC."""
    return datetime.combine(guarantee.valid_until + timedelta(days=1), time(12), UTC)


@transaction.atomic
def refuse(
    *,
    request_id: UUID,
    reasons: str,
    planned: Planned,
    offer: Offer,
    newest: UUID | None = None,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> Guarantee:
    """Refuse it in writing; the request ends, and the member reads the reasons. Nothing is reserved.

    Raises MayNotIssue, OwnFamily, DecidedMeanwhile, WaitsForSignature, RequestEnded, ReasonsMissing, HoldsAlready.
    """
    care = in_hand(request_id, by=by)
    refuse_second(care, newest)
    if Guarantee.objects.issued().filter(request=care).exists():
        raise refusals.HoldsAlready
    if not reasons.strip():
        raise refusals.ReasonsMissing
    split = split_of(planned, today=requests.today_of(care.person, now))
    guarantee = written(request=care, split=split, offer=offer, state=State.REFUSED, by=by, now=now)
    guarantee.ended_why = reasons.strip()
    guarantee.guaranteed, guarantee.patient_part = guarantee.guaranteed * 0, guarantee.charged
    guarantee.save(update_fields=["ended_why", "guaranteed", "patient_part"])
    record(act="guarantee.refused", by=by, about=guarantee, now=now, request=request)
    enqueue(kind=PAPERS, key=guarantee.pk, now=now)
    if care.is_open:
        close_request(request_id=care.pk, words=reasons, by=by, now=now)
    return guarantee
