"""Whose eyes: an appeal is never decided by who took part in the decision it disputes, nor by the member's family."""

from uuid import UUID

from approvals.models import PriorApproval
from claims.appeals.models import Appeal, AppealSignature
from claims.appeals.refusals import AppealRefused, MayNotDecide, OwnFamily, SameEyes
from claims.models import ClaimLine, Correction, Decision, Signature
from portal.members.models import User

PERMISSION = "appeals.decide_appeal"


def eyes_of(appeal: Appeal) -> set[UUID]:
    """Accounts of those who had decided, corrected, signed or approved by then. Empty when no person took part."""
    claim, until = appeal.claim_id, appeal.settlement.settled_at
    decided = Decision.objects.filter(claim=claim, decided_at__lte=until, decided_by__isnull=False)
    signed = Signature.objects.filter(decision__claim=claim, at__lte=until)
    corrected = Correction.objects.filter(line__claim=claim, at__lte=until)
    appealed = AppealSignature.objects.filter(appeal__decision__claim=claim, at__lte=until)
    care = ClaimLine.objects.filter(claim=claim).values("benefit")
    approved = PriorApproval.objects.filter(
        person=appeal.claim.patient_id, benefit__in=care, decided_at__lte=until, decided_by__isnull=False
    )
    seen = {*decided.values_list("decided_by", flat=True), *approved.values_list("decided_by", flat=True)}
    for rows in (signed, corrected, appealed):
        seen |= set(rows.values_list("by", flat=True))
    return seen


def refuse_eyes(appeal: Appeal, by: User) -> None:
    """Raises MayNotDecide, OwnFamily, SameEyes."""
    if not by.has_perm(PERMISSION):
        raise MayNotDecide
    person = getattr(by, "person", None)
    if person and person.family_id == appeal.claim.family_id:
        raise OwnFamily
    if by.pk in eyes_of(appeal):
        raise SameEyes


def may_decide(appeal: Appeal, by: User) -> AppealRefused | None:
    """Why she may not decide this appeal; None when she may."""
    try:
        refuse_eyes(appeal, by)
    except (MayNotDecide, OwnFamily, SameEyes) as refusal:
        return refusal
    return None
