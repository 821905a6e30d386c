"""Releasing a proposed decision: by one person up to the limit of her role, above it by two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.adjudication import settle
from claims.locking import locked
from claims.models import Claim, Decision, OfficeRules, ReviewReason, Signature
from claims.office import release_limit
from claims.queue import NotWithAPerson, ReviewRefused, give_back, hold
from claims.reviews import add_reason
from claims.routing import Way
from portal.benefits.reasons import Outcome
from portal.entitlements.figures import in_dollars
from portal.members.audit import record
from portal.members.models import User

PERMISSION = "claims.release_settlement"


class MayNotRelease(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("Your role does not release settlements."))


class HerOwnFamily(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("This claim is of your own family. Somebody else has to release it."))


class NotDecided(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("The engine cannot decide every expense yet. Give it the facts it lacks first."))


class ChangedMeanwhile(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("The proposal has changed since you saw it. Please look at it once more."))


class SecondPersonNeeded(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("You have signed already. This amount needs the signature of a second person."))


@dataclass(frozen=True)
class Released:
    """What came of a release: settled, or signed and waiting for a second person."""

    claim_id: UUID
    is_settled: bool


def release(*, claim_id: UUID, seen: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> Released:
    """Settle the proposal `seen` (the decision's id), or sign it when the amount needs two people.

    It is decided anew first: what would come out otherwise than she saw it is stored as a new proposal, not settled.
    Raises MayNotRelease, HerOwnFamily, NotWithAPerson, InAnotherHand, NotDecided, ChangedMeanwhile, SecondPersonNeeded.
    """
    if not by.has_perm(PERMISSION):
        raise MayNotRelease
    # By itself, so that a new proposal stays stored when the release is refused because of it.
    settle(claim_id=claim_id, now=now, by=by, way=Way.HELD)
    with transaction.atomic():
        claim = next(iter(locked([claim_id])), None)
        if claim is None or claim.state != Claim.State.IN_REVIEW:
            raise NotWithAPerson
        person = getattr(by, "person", None)
        if person and person.family_id == claim.family_id:
            raise HerOwnFamily
        proposal = claim.decisions.order_by("-sequence")[0]
        if proposal.pk != seen:
            raise ChangedMeanwhile
        if any(line["outcome"] == Outcome.REVIEW.value for line in proposal.result.values()):
            raise NotDecided
        hold(claim_id=claim_id, by=by, now=now)
        return _signed(claim, proposal, by, now, request)


def proposed_amount(proposal: Decision) -> Decimal:
    """What a proposal pays, in the family's currency."""
    return sum((Decimal(line.get("reimbursed", "0")) for line in proposal.result.values()), Decimal(0))


def _signed(claim: Claim, proposal: Decision, by: User, now: datetime, request: HttpRequest | None) -> Released:
    amount, currency = proposed_amount(proposal), claim.family.currency
    limit = release_limit(by, OfficeRules.objects.in_force())
    dollars = in_dollars(amount, currency, now.date())
    signatures = list(proposal.signatures.all())
    if any(signature.by_id == by.pk for signature in signatures):
        raise SecondPersonNeeded
    Signature.objects.create(
        decision=proposal,
        position=len(signatures) + 1,
        by=by,
        at=now,
        amount=amount,
        currency=currency,
        limit_usd=limit,
    )
    within = amount == 0 or (dollars is not None and dollars <= limit)
    if not within and not signatures:
        add_reason(review=claim.review, code=ReviewReason.Code.SECOND)
        give_back(claim_id=claim.pk, by=by, now=now)
        record(act="claim.signed", by=by, about=claim, now=now, request=request, decision=proposal.sequence)
        return Released(claim.pk, is_settled=False)
    settled = settle(claim_id=claim.pk, now=now, by=by, way=Way.RELEASED)
    if settled is None or settled.result != proposal.result:
        raise ChangedMeanwhile
    signed = len(signatures) + 1
    detail = {"before": proposal.sequence, "after": settled.sequence, "signatures": signed}
    record(act="claim.released", by=by, about=claim, now=now, request=request, **detail)
    return Released(claim.pk, is_settled=True)


def release_many(
    *, chosen: Iterable[tuple[UUID, UUID]], by: User, now: datetime, request: HttpRequest | None = None
) -> list[tuple[UUID, Released | ReviewRefused]]:
    """Release several (claim, proposal seen), each for itself: one that is refused costs the others nothing."""
    report: list[tuple[UUID, Released | ReviewRefused]] = []
    for claim_id, seen in chosen:
        try:
            report.append((claim_id, release(claim_id=claim_id, seen=seen, by=by, now=now, request=request)))
        except ReviewRefused as refusal:
            report.append((claim_id, refusal))
    return report
