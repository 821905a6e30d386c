"""After figures were loaded: which claims waited for them, and which were cut by the ones before."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import Model, QuerySet

from claims.models import Adjustment, Claim, Review, ReviewReason
from claims.settling import ADJUDICATE, LOOK_AGAIN, STOP_LOSS
from portal.benefits.reasons import Reason
from portal.entitlements.models import ExchangeRate, PriceLevel, ReferenceSalary
from portal.work.jobs import enqueue_all

KIND = "claims.figures_changed"
# Figures → the cuts that they make. A rate makes none: a claim without one waits.
LOOKED_UP: dict[type[Model], frozenset[Reason]] = {
    ExchangeRate: frozenset(),
    PriceLevel: frozenset({Reason.REASONABLE_CUSTOMARY}),
    ReferenceSalary: frozenset({Reason.ITEM_CEILING, Reason.PERIOD_CEILING, Reason.OVERALL_MAXIMUM}),
}
AT_ONCE = 500


def key_of(model: type[Model]) -> UUID:
    """One job for each kind of figures, however many of them are loaded."""
    return uuid5(NAMESPACE_OID, model._meta.label)


def look_up(*, key: UUID, now: datetime) -> int:
    """Order what the figures `key` may change: claims that wait, families they cut, the stop-loss; how many."""
    model = next((model for model in LOOKED_UP if key_of(model) == key), None)
    if model is None:
        return 0
    waiting = Review.objects.open().filter(reasons__code=ReviewReason.Code.FIGURE).values_list("claim_id", flat=True)
    orders = [(ADJUDICATE, claim) for claim in waiting]
    reasons = [reason.value for reason in LOOKED_UP[model]]
    if reasons:
        cut = Adjustment.objects.filter(reason__in=reasons, line__settlement__superseded_at__isnull=True)
        orders += [(LOOK_AGAIN, family) for family in _families(cut.values("line__settlement__claim"))]
    if model is ReferenceSalary:  # a supplement is paid inside the overall maximum, which is a multiple of it
        settled = Claim.objects.filter(state=Claim.State.SETTLED, family__salary_figures__isnull=False)
        orders += [(STOP_LOSS, family) for family in _families(settled.values("pk"))]
    for start in range(0, len(orders), AT_ONCE):
        enqueue_all(orders[start : start + AT_ONCE], now=now)
    return len(orders)


def _families(claims: QuerySet[Any, Any]) -> Iterable[UUID]:
    return Claim.objects.filter(pk__in=claims).order_by().values_list("family_id", flat=True).distinct()
