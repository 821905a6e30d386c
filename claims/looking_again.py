"""Looking again at what was not paid: reopened in her favour where it now comes out better, else left alone."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from claims.judging import Judged
from claims.locking import locked
from claims.models import Claim, Decision, OfficeRules, Settlement
from claims.replacing import Why, judged_without_itself, replace
from portal.benefits.reasons import Reason
from portal.entitlements.figures import in_dollars
from portal.members.audit import record
from portal.members.models import AuditEntry

# Cuts that depend on something that may change: what else was used, approvals, cover, and the figures staff load.
MAY_IMPROVE = frozenset(
    {
        Reason.COUNT_LIMIT,
        Reason.ITEM_CEILING,
        Reason.PERIOD_CEILING,
        Reason.OVERALL_MAXIMUM,
        Reason.APPROVAL_LIMIT,
        Reason.APPROVAL_REFUSED,
        Reason.REASONABLE_CUSTOMARY,
        Reason.NOT_INSURED,
        Reason.WAITING_PERIOD,
    }
)
LARGE_RISE = "claim.larger_rise_waits"


def look_again(*, family_id: UUID, now: datetime) -> list[Decision]:
    """Replace each settlement of the family that would now pay more; the new decisions.

    Each is judged after everything else that is decided. What would now pay less, or less for one of its lines, stays:
    nothing is taken back without a person. A rise above what the office settles without a person waits for one.
    """
    found = [_better(claim_id, now) for claim_id in candidates(family_id)]
    return [decision for decision in found if decision]


def candidates(family_id: UUID) -> list[UUID]:
    """Settled claims with a cut that may shrink, in the order in which they were sent."""
    cut = Settlement.objects.live().filter(
        claim__family=family_id, lines__adjustments__reason__in=[reason.value for reason in MAY_IMPROVE]
    )
    return list(Claim.objects.filter(pk__in=cut.values("claim")).order_by("submitted_at").values_list("pk", flat=True))


@transaction.atomic
def _better(claim_id: UUID, now: datetime) -> Decision | None:
    (claim,) = locked([claim_id])
    if claim.state != Claim.State.SETTLED:
        return None
    old, judged = judged_without_itself(claim)
    if judged.waits or not is_better(judged, old):
        return None
    if _is_large(judged, old, now):
        _leave_to_a_person(old, now)
        return None
    return replace(claim, old, judged, by=None, now=now, why=Why.BETTER)


def is_better(judged: Judged, old: Settlement) -> bool:
    """Whether more is paid in all, and for no line less."""
    paid = {str(line): amount for line, amount in old.lines.values_list("line", "reimbursed")}
    now = {ref: one.reimbursed for ref, one in judged.decisions.items()}
    return sum(now.values()) > old.reimbursed and all(now[ref] >= amount for ref, amount in paid.items())


def _is_large(judged: Judged, old: Settlement, now: datetime) -> bool:
    rise = sum(one.reimbursed for one in judged.decisions.values()) - old.reimbursed
    dollars = in_dollars(rise, old.currency, now.date())
    return dollars is None or dollars > OfficeRules.objects.in_force().straight_through


def _leave_to_a_person(old: Settlement, now: datetime) -> None:
    """Once on the trail of the settlement, where the desk finds it."""
    known: Iterable[AuditEntry] = AuditEntry.objects.filter(act=LARGE_RISE, object_id=str(old.pk))
    if not known:
        record(act=LARGE_RISE, by=None, about=old, now=now)
