"""Deciding claims and storing what was decided, in one transaction under the lock of their families."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from claims import promised
from claims.judging import judge
from claims.locking import last_decisions, ledgers, locked
from claims.models import Claim, Decision
from claims.reviews import keep_queue
from claims.routing import Router, Way
from claims.settling import Sitting
from portal.members.models import User

WAITING = (Claim.State.SUBMITTED, Claim.State.IN_REVIEW)


def settle(*, claim_id: UUID, now: datetime, by: User | None = None, way: Way = Way.ROUTED) -> Decision | None:
    """Decide a sent claim and, when nothing in it needs a person, settle it. None when there is nothing to do.

    What needs a person is stored as a proposal, with its reasons in the queue.

    Running it again changes nothing: a settled claim stays, and a claim with a person gets a new decision only
    when the facts or the result changed.
    """
    return settle_many(claim_ids=[claim_id], now=now, by=by, way=way).get(claim_id)


def settle_many(
    *, claim_ids: Collection[UUID], now: datetime, by: User | None = None, way: Way = Way.ROUTED
) -> dict[UUID, Decision]:
    """Decide several claims at once, all or none; the new decisions by claim.

    The rows of their families are locked first, so that decisions of one family come one after the other and each
    sees what the others used; families are locked in one order, so that two batches never wait for each other.
    Claims of one family are decided in the order in which they were sent.
    """
    with transaction.atomic():
        claims = [claim for claim in locked(claim_ids) if claim.state in WAITING]
        own = [claim for claim in claims if claim.origin == Claim.Origin.MEMBER]
        decided = _decide(own, now=now, by=by, way=way) if own else {}
        for claim in claims:
            if claim.origin == Claim.Origin.PROVIDER:
                decided |= _decide_promised(claim.pk, now=now, by=by, way=way)
        return decided


def _decide(
    claims: list[Claim], *, now: datetime, by: User | None, way: Way, without: Collection[UUID] = ()
) -> dict[UUID, Decision]:
    """Locked claims, decided and stored. `without` are reservations that do not count for them."""
    sitting = Sitting(now=now, by=by)
    last = last_decisions(claim for claim in claims if claim.state == Claim.State.IN_REVIEW)
    router, decided = Router(claims, now=now, way=way), []
    for judged in judge(claims, after=ledgers(claims), router=router, without=without):
        before = last.get(judged.claim.pk)
        if not judged.same_as(before):
            sitting.decide(judged, sequence=before.sequence + 1 if before else 1)
            decided.append(judged)
    sitting.store()
    keep_queue(decided, was_in_review=last.keys(), rules=router.rules, now=now)
    return {decision.claim_id: decision for decision in sitting.decisions}


def _decide_promised(claim_id: UUID, *, now: datetime, by: User | None, way: Way) -> dict[UUID, Decision]:
    """A provider's claim: what was reserved for it is free for it alone, and taken back when it is settled.

    By itself, for the claims beside it must not use what is reserved.
    """
    (claim,) = locked([claim_id])
    held = promised.held(claim_id)
    if held:
        router = Router([claim], now=now, way=way)
        (judged,) = judge([claim], after=ledgers([claim]), router=router, without=held)
        if not judged.waits:
            promised.free(claim_id, by=by, now=now)
            (claim,), held = locked([claim_id]), []  # the ledger has grown
    decided = _decide([claim], now=now, by=by, way=way, without=held)
    if any(decision.outcome == Decision.Outcome.SETTLED for decision in decided.values()):
        promised.settled(claim_id, by=by, now=now)
    return decided
