"""A colleague has a claim that waits with a person decided once more, with the facts of today."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from claims.adjudication import settle
from claims.locking import locked
from claims.models import Claim, Decision
from claims.queue import NotWithAPerson, refuse_other_hands
from portal.members.audit import record
from portal.members.models import User


def decide_anew(*, claim_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> Decision | None:
    """The new decision; None when facts and result are the same.

    A claim in a colleague's hand is hers: it is refused with the words what to do. One in nobody's hand is decided and
    stays in nobody's, for who asks (a medical consultant, say) may not be who works on it.
    Raises NotWithAPerson, InAnotherHand.
    """
    with transaction.atomic():
        claim = next(iter(locked([claim_id])), None)
        if claim is None or claim.state != Claim.State.IN_REVIEW:
            raise NotWithAPerson
        refuse_other_hands(claim_id=claim_id, by=by, now=now)
        decision = settle(claim_id=claim_id, by=by, now=now)
        outcome = str(decision.outcome) if decision else "unchanged"
        record(act="claim.decided_again", by=by, about=claim, now=now, request=request, outcome=outcome)
        return decision
