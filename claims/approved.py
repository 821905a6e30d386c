"""Claims and approvals: what used an approval, what goes beyond it, and what waits for the medical consultant."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.urls import reverse

from approvals.consulting.waiting import Kind, Waiting, waits_for_consultant
from approvals.models import PriorApproval
from approvals.using import Named, Used, names_uses, used_of
from claims.facts import KnownClaim, KnownLine
from claims.models import Review, ReviewReason, Settlement, SettlementLine
from portal.benefits.facts import FactsMissing
from portal.benefits.money import ZERO
from portal.benefits.reasons import Reason
from portal.entitlements.facts import in_force
from portal.entitlements.models import UsageRecord

# What is cut before the cost of care is accepted; the other cuts say who bears it.
NOT_ACCEPTED = (Reason.REASONABLE_CUSTOMARY, Reason.APPROVAL_LIMIT, Reason.COUNT_LIMIT)
WAITS = (ReviewReason.Code.APPROVAL, ReviewReason.Code.BEYOND)


@names_uses
def claims_behind(entries: Collection[UsageRecord]) -> Mapping[UUID, Named]:
    """The claim of each settled entry and the cost that was accepted. Three queries."""
    settled = {(one.settlement, one.line): one.pk for one in entries if not one.is_reserved}
    lines = SettlementLine.objects.filter(settlement__in={settlement for settlement, _line in settled})
    found = {}
    for line in lines.select_related("settlement__claim").prefetch_related("adjustments"):
        key = settled.get((line.settlement_id, line.line_id))
        if key is not None:
            cut = sum((one.amount for one in line.adjustments.all() if one.reason in NOT_ACCEPTED), ZERO)
            claim = line.settlement.claim
            link = reverse("claims:settlement", args=[claim.pk, line.settlement_id])
            found[key] = Named(claim.number, link, line.charged - cut)
    return found


@waits_for_consultant
def claims_waiting(now: datetime) -> Iterable[Waiting]:
    """Claims with a person because care is not approved, or goes beyond what was. Four queries."""
    reviews = Review.objects.open().filter(reasons__code__in=WAITS).distinct()
    related = reviews.select_related("claim__patient__family").prefetch_related("reasons", "claim__lines")
    for review in related:
        positions = {at for why in review.reasons.all() if why.code in WAITS for at in why.lines}
        benefits = [line.benefit for line in review.claim.lines.all() if line.position in positions]
        yield Waiting(
            kind=Kind.CLAIM,
            number=review.claim.number,
            person=review.claim.patient,
            benefit=benefits[0] if benefits else "",
            due_at=review.due_at,
            link=reverse("admin:claims_claim_change", args=[review.claim_id]),
            stands=review.waits_for_member_since is not None,
        )


def lines_beyond(facts: KnownClaim) -> Iterator[KnownLine]:
    """The expenses of a claim that use more of an approval than it gives. Asks only where there is a limit."""
    limited = {one.approval.pk: one.approval for one in facts.lines if one.approval and one.approval.is_limited}
    if not limited:
        return
    used = used_of(list(limited.values()))
    for approval in limited.values():
        mine = [one for one in facts.lines if one.approval and one.approval.pk == approval.pk]
        yield from _beyond(used[approval.pk], sorted(mine, key=lambda one: one.line.service_on), facts)


def _beyond(used: Used, lines: list[KnownLine], facts: KnownClaim) -> Iterator[KnownLine]:
    approval, own = used.approval, {one.line.pk for one in lines}
    units = sum(use.units for use in used.uses if use.line not in own)
    cost = sum((used.in_limit(use) for use in used.uses if use.line not in own), ZERO)
    for one in lines:
        units += one.line.quantity
        cost += _cost(approval, one, facts)
        too_many = approval.units is not None and units > approval.units
        if too_many or (approval.limit_amount is not None and cost > approval.limit_amount):
            yield one


def _cost(approval: PriorApproval, one: KnownLine, facts: KnownClaim) -> Decimal:
    """In the limit's currency, at most the limit, to which the engine cuts each expense; nothing without a rate."""
    limit, line = approval.limit_amount, one.line
    if limit is None:
        return ZERO
    try:
        into = approval.limit_currency
        return min(facts.family.converted(line.charged, line.currency, into, line.service_on), limit)
    except FactsMissing:
        return ZERO


def approvals_behind(settlement: Settlement) -> dict[UUID, PriorApproval]:
    """The approval under which each line of a settlement was decided, by the claim line's id. One query."""
    lines = list(settlement.lines.all())
    benefits = {line.line.benefit for line in lines}
    asked = PriorApproval.objects.filter(
        person=settlement.claim.patient_id, benefit__in=benefits, decided_at__lte=settlement.settled_at
    )
    decisions = list(asked.order_by("-decided_at"))
    found = {}
    for line in lines:
        about = [one for one in decisions if one.benefit == line.line.benefit]
        approval = in_force(about, line.service_on or line.line.service_on)
        if approval is not None:
            found[line.line_id] = approval
    return found
