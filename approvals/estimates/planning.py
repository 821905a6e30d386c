"""Estimates as the rooms above use them: the newest ones of a request, and their lines for the engine."""

from collections.abc import Sequence

from approvals.estimates.models import CostEstimate
from approvals.models import CareRequest
from approvals.planned import PlannedLine


def newest_estimates(request: CareRequest) -> Sequence[CostEstimate]:
    """One of each provider, those that no newer one replaced, oldest first; lines come with them."""
    newest = CostEstimate.objects.newest().filter(request=request)
    return list(
        newest.select_related("provider", "keyed_by").prefetch_related("lines__estimate").order_by("received_at")
    )


def planned_lines(estimate: CostEstimate) -> list[PlannedLine]:
    """Its lines as care to come, in their order; all in the estimate's currency and country, from its first day.

    A received estimate only: a draft has no lines. `semi_private` stands on every line, and the engine asks for it
    with a private room alone.
    """
    if estimate.from_on is None:
        return []
    return [
        PlannedLine(
            position=line.position,
            benefit=line.benefit,
            quantity=line.quantity,
            charged=line.amount,
            currency=estimate.currency,
            country=estimate.country,
            on=estimate.from_on,
            semi_private=estimate.semi_private_rate,
            words=line.words,
        )
        for line in estimate.lines.all()
    ]
