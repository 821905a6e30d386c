"""What a claim would come to, with corrections nobody has made yet. Reads and judges; writes nothing."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from claims import promised
from claims.judging import Judged, judge
from claims.locking import ledgers, to_judge
from claims.models import Claim, Correction
from claims.routing import Router, Way


def proposal(claim_id: UUID, *, tried: Collection[Correction] = (), now: datetime) -> Judged:
    """The decision as it would be taken now, kept with a person."""
    claim = to_judge().select_related("family").get(pk=claim_id)
    router = Router([claim], now=now, way=Way.HELD)
    held = promised.held(claim.pk) if claim.origin == Claim.Origin.PROVIDER else []
    return judge([claim], after=ledgers([claim]), router=router, tried=tried, without=held)[0]
