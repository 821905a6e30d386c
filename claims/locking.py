"""Claims in the hand of whoever decides them: their families locked first, so that nobody else decides beside him."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from approvals.models import PriorApproval
from claims.models import Claim, ClaimDocument, Decision
from claims.models.claim import ClaimQuerySet
from portal.entitlements.locking import locked_families
from portal.entitlements.models import MaximumRaise, UsageRecord
from portal.vault.models import ScanState

_LAST = UsageRecord.objects.filter(family=OuterRef("family")).order_by("-sequence").values("sequence")[:1]

_UNSURE = ClaimDocument.objects.filter(
    claim=OuterRef("pk"), stored__scan_state__in=[ScanState.PENDING, ScanState.INFECTED]
)


# What is rare is asked for only where there is some: a question less for nearly every claim.
_RARE = {
    "has_approvals": Exists(PriorApproval.objects.filter(person=OuterRef("patient"))),
    "has_raises": Exists(MaximumRaise.objects.filter(person__family=OuterRef("family"))),
    "has_picture": Exists(ClaimDocument.objects.filter(claim=OuterRef("pk")).exclude(stored__likeness="")),
}


def to_judge() -> ClaimQuerySet:
    """Sent claims with all that judging asks of them: patient, sender, and what is told beside them.

    `last_usage` is the sequence of the family's last ledger entry, `is_unsure` tells whether the scanner has not
    passed one of the documents; the rest says what there is none of.
    """
    claims = Claim.objects.sent().select_related("patient", "created_by__person")
    return claims.annotate(last_usage=Coalesce(Subquery(_LAST), 0), is_unsure=Exists(_UNSURE), **_RARE)


def locked(claim_ids: Collection[UUID]) -> list[Claim]:
    """Sent claims of these, in the order in which they were sent, with their families locked before them. Two queries.

    In the caller's transaction. Families are locked in one order, so that two batches never wait for each other.
    """
    of_claims = Claim.objects.filter(pk__in=claim_ids).values("family")
    found = locked_families(of_claims)
    claims = to_judge().select_for_update(of=("self",)).filter(pk__in=claim_ids, family__in=found)
    ordered = list(claims.order_by("submitted_at", "number"))
    for claim in ordered:
        claim.family = found[claim.family_id]
    return ordered


def ledgers(claims: Iterable[Claim]) -> dict[UUID, int]:
    """The sequence of the last ledger entry of each family of locked claims."""
    return {claim.family_id: claim.last_usage for claim in claims}  # type: ignore[attr-defined]


def last_decisions(claims: Iterable[Claim]) -> dict[UUID, Decision]:
    """The latest decision of each claim that has one. No query for no claims."""
    keys = [claim.pk for claim in claims]
    decisions = Decision.objects.filter(claim__in=keys).order_by("sequence") if keys else ()
    return {decision.claim_id: decision for decision in decisions}
