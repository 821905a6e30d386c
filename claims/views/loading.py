"""How every page of this app loads a claim: through the signed-in member, or not at all."""

from datetime import date, datetime
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone

from claims.models import Claim
from claims.models.claim import ClaimQuerySet
from portal.members.access import MemberRequest, people_of
from portal.members.days import local_day
from portal.members.models import Person


def member_day(person: Person, now: datetime) -> date:
    return local_day(now, country=person.family.duty_station)


def claims_of(request: MemberRequest) -> ClaimQuerySet:
    """Claims whose patient this member may see on her own calendar day."""
    today = member_day(request.person, timezone.now())
    return Claim.objects.of(people_of(request.user, today)).select_related("patient", "family")


def sent_claim(request: MemberRequest, claim_id: UUID) -> Claim:
    return get_object_or_404(claims_of(request).sent(), pk=claim_id)


def draft(request: MemberRequest, claim_id: UUID) -> Claim:
    """A claim of her own making, sent or not; pages of a draft lead to its status once it was sent."""
    return get_object_or_404(claims_of(request).filter(created_by=request.user), pk=claim_id)
