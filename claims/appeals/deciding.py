"""Deciding an appeal: upheld with reasons, or facts corrected and the claim decided again. Never a result typed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from claims.appeals.eyes import refuse_eyes
from claims.appeals.models import Appeal, AppealSignature
from claims.appeals.refusals import (
    ChangedMeanwhile,
    NoChange,
    NotDecidable,
    NotWaiting,
    ReasonsMissing,
    SecondPersonNeeded,
    WorseForHer,
)
from claims.appeals.trials import Trial, trial
from claims.locking import locked
from claims.models import Claim, Correction, Decision, OfficeRules
from claims.office import release_limit
from claims.replacing import Why, replace, same_result
from portal.entitlements.figures import in_dollars
from portal.members.audit import record
from portal.members.models import User
from portal.work.jobs import enqueue

NOTICE = "appeals.write_notice"


def in_hand(appeal_id: UUID, by: User) -> tuple[Appeal, Claim]:
    """The appeal and its claim, both locked, the family before them. Raises MayNotDecide, OwnFamily, SameEyes."""
    found = Appeal.objects.get(pk=appeal_id)
    (claim,) = locked([found.claim_id])
    related = ("claim__patient__family", "claim__family", "settlement")
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related(*related).get(pk=appeal_id)
    refuse_eyes(appeal, by)
    return appeal, claim


@transaction.atomic
def uphold(*, appeal_id: UUID, reasons: str, by: User, now: datetime, request: HttpRequest | None = None) -> Appeal:
    """The decision stands; the member gets the reasons in writing. Raises NotWaiting, ReasonsMissing, who may not."""
    appeal, _claim = in_hand(appeal_id, by)
    if appeal.state != Appeal.State.WAITING:
        raise NotWaiting
    if not reasons.strip():
        raise ReasonsMissing
    appeal.changes.all().delete()
    appeal.signatures.all().delete()
    return close(appeal, Appeal.State.UPHELD, reasons.strip(), by=by, now=now, request=request)


@transaction.atomic
def change(
    *,
    appeal_id: UUID,
    outcome: Appeal.State,
    reasons: str,
    seen: str,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> Appeal:
    """Correct the prepared facts and decide the claim again, PARTLY or CHANGED; above her limit only signed by her.

    `seen` is the digest of the result she looked at. What is refused in part needs its reasons in writing. A second
    person signs with `sign`. Raises NotWaiting, ReasonsMissing, NoChange, NotDecidable, ChangedMeanwhile, WorseForHer,
    SecondPersonNeeded and who may not.
    """
    appeal, claim = in_hand(appeal_id, by)
    if appeal.state != Appeal.State.WAITING or outcome not in (Appeal.State.PARTLY, Appeal.State.CHANGED):
        raise NotWaiting
    if outcome == Appeal.State.PARTLY and not reasons.strip():
        raise ReasonsMissing
    if appeal.signatures.exists():
        raise SecondPersonNeeded
    tried = tried_as_seen(appeal, claim, seen, now)
    within = _sign(appeal, claim, tried, position=1, by=by, now=now)
    appeal.proposed, appeal.reasons = outcome, reasons.strip()
    appeal.save(update_fields=["proposed", "reasons"])
    if not within:
        record(act="appeal.signed", by=by, about=appeal, now=now, request=request, outcome=outcome)
        return appeal
    return _changed(appeal, claim, tried, by=by, now=now, request=request)


@transaction.atomic
def sign(*, appeal_id: UUID, seen: str, by: User, now: datetime, request: HttpRequest | None = None) -> Appeal:
    """The second signature under what a colleague proposed; then it is decided. Raises as `change`."""
    appeal, claim = in_hand(appeal_id, by)
    first = appeal.signatures.first()
    if appeal.state != Appeal.State.WAITING or first is None:
        raise NotWaiting
    if first.by_id == by.pk:
        raise SecondPersonNeeded
    tried = tried_as_seen(appeal, claim, seen, now)
    if tried.seen != first.seen:
        raise ChangedMeanwhile
    _sign(appeal, claim, tried, position=2, by=by, now=now)
    return _changed(appeal, claim, tried, by=by, now=now, request=request)


def tried_as_seen(appeal: Appeal, claim: Claim, seen: str, now: datetime) -> Trial:
    """What comes out now, if it is what was seen, can be decided, and is better for the member."""
    tried = trial(appeal, claim=claim, now=now)
    if tried is None or same_result(tried.judged, tried.old):
        raise NoChange
    if tried.judged.waits:
        raise NotDecidable
    if tried.seen != seen:
        raise ChangedMeanwhile
    if tried.gain < 0:
        raise WorseForHer
    return tried


def carried_out(claim: Claim, tried: Trial, *, by: User, now: datetime) -> Decision:
    """Make the corrections and replace the settlement; the new one pays the difference. In the caller's locks."""
    Correction.objects.bulk_create(tried.corrections)
    return replace(claim, tried.old, tried.judged, by=by, now=now, why=Why.APPEAL)


def close(
    appeal: Appeal, state: Appeal.State, reasons: str, *, by: User, now: datetime, request: HttpRequest | None
) -> Appeal:
    """Decided: the trail, and the order to write to her."""
    appeal.state, appeal.reasons, appeal.proposed = state, reasons, ""
    appeal.decided_by, appeal.decided_at = by, now
    appeal.save()
    record(act="appeal.decided", by=by, about=appeal, now=now, request=request, outcome=state.value)
    enqueue(kind=NOTICE, key=appeal.pk, now=now)
    return appeal


def _sign(appeal: Appeal, claim: Claim, tried: Trial, *, position: int, by: User, now: datetime) -> bool:
    """Her signature; whether the whole amount is within what she may release alone."""
    amount, currency = tried.paid, claim.family.currency
    limit, dollars = release_limit(by, OfficeRules.objects.in_force()), in_dollars(amount, currency, now.date())
    AppealSignature.objects.create(
        appeal=appeal,
        position=position,
        seen=tried.seen,
        by=by,
        at=now,
        amount=amount,
        currency=currency,
        limit_usd=limit,
    )
    return dollars is not None and dollars <= limit


def _changed(
    appeal: Appeal, claim: Claim, tried: Trial, *, by: User, now: datetime, request: HttpRequest | None
) -> Appeal:
    appeal.decision = carried_out(claim, tried, by=by, now=now)
    return close(appeal, Appeal.State(appeal.proposed), appeal.reasons, by=by, now=now, request=request)
