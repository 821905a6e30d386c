"""How every page of this app loads a claim: through the signed-in member, or not at all."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from claims.models import Claim
from claims.models.claim import ClaimQuerySet
from claims.seeing import claims_seen_by, handed_in_for
from portal.members.access import PARENTS, MemberRequest, looked_at, people_seen
from portal.members.days import local_day, own_day
from portal.members.models import Person, Purpose


def member_day(person: Person, now: datetime) -> date:
    return local_day(now, country=person.family.duty_station)


def claims_of(request: MemberRequest) -> ClaimQuerySet:
    """Claims this member may see on her own calendar day."""
    today = own_day(request.person, timezone.now())
    return claims_seen_by(request.person, today).select_related("patient", "family", "created_by__person")


def seen_claim(request: MemberRequest, claim_id: UUID) -> Claim:
    """One of them; a draft for whoever fills it in alone. Raises Http404."""
    claim: Claim = get_object_or_404(claims_of(request), pk=claim_id)
    if claim.state == Claim.State.DRAFT and claim.created_by_id != request.user.pk:
        raise Http404
    looked_at(request, claim)
    return claim


def draft_or_seen(request: MemberRequest, claim_id: UUID) -> Claim:
    """The claim of a document: one she may see, or a draft she fills in. Raises Http404."""
    return drafts_of(request).filter(pk=claim_id).first() or seen_claim(request, claim_id)


def sent_claim(request: MemberRequest, claim_id: UUID) -> Claim:
    """One that was sent. Raises Http404."""
    claim: Claim = get_object_or_404(claims_of(request).sent(), pk=claim_id)
    looked_at(request, claim)
    return claim


def may_dispute(request: MemberRequest, claim: Claim) -> bool:
    """Whether she may appeal from its decisions: not somebody who only sends and follows claims for another."""
    if claim.patient_id == request.person.pk:
        return True
    return (
        claims_seen_by(request.person, own_day(request.person, timezone.now()), Purpose.ALL)
        .filter(pk=claim.pk)
        .exists()
    )


def drafts_of(request: MemberRequest) -> ClaimQuerySet:
    """What she fills in, for herself and others."""
    today = own_day(request.person, timezone.now())
    mine = claims_seen_by(request.person, today)
    if request.person.relation in PARENTS:
        mine = mine | Claim.objects.filter(handed_in_for(request.person, today))
    return mine.drafts().filter(created_by=request.user).select_related("patient", "family")


def draft(request: MemberRequest, claim_id: UUID) -> Claim:
    """A claim of her own making, sent or not; pages of a draft lead to its status once it was sent."""
    mine = claims_of(request).filter(created_by=request.user, pk=claim_id).first()
    return mine or get_object_or_404(drafts_of(request), pk=claim_id)


def is_handed_in(request: MemberRequest, claim: Claim) -> bool:
    """Whether it is for a grown child, of whom its writer may see nothing."""
    return claim.patient_id != request.person.pk and not claims_of(request).filter(pk=claim.pk).exists()


def is_blind(request: MemberRequest, claim: Claim) -> bool:
    """Whether nothing of the patient's earlier claims may be told beside a draft.

    It is handed in, or a helper writes it and the patient keeps claims confidential.
    """
    if claim.patient_id == request.person.pk:
        return False
    kept = Claim.objects.filter(patient=claim.patient_id, is_confidential=True)
    return kept.exists() or is_handed_in(request, claim)


def people_to_claim_for(request: MemberRequest) -> QuerySet[Person]:
    """Those for whom she may begin a claim."""
    people = people_seen(request, Purpose.CLAIMS)
    if request.person.relation in PARENTS:
        today = own_day(request.person, timezone.now())
        grown = Person.objects.filter(family=request.person.family_id, user__isnull=True).grown_on(today)
        people = people | grown.select_related("family")
    return people
