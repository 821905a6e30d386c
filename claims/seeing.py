"""Whose claims a member may see: her own, her children's, and those of whoever lets her act for them."""

from datetime import date

from django.db.models import Q

from claims.models import Claim
from claims.models.claim import ClaimQuerySet
from portal.members.access import helped_by, people_seen_by
from portal.members.models import Person, Purpose


def claims_seen_by(person: Person, on: date, purpose: Purpose = Purpose.CLAIMS) -> ClaimQuerySet:
    """Claims whose patient she may see on that day; without the confidential ones of who lets her act for `purpose`."""
    helped = Q(patient__in=helped_by(person, on, purpose).values("giver"), is_confidential=False)
    return Claim.objects.filter(Q(patient__in=people_seen_by(person, on)) | helped)


def handed_in_for(person: Person, on: date) -> Q:
    """Drafts that a parent fills in for a child who has come of age and has no account yet.

    The parent may hand in bills and sees nothing of what becomes of them.
    """
    grown = Person.objects.filter(family=person.family_id, user__isnull=True).grown_on(on)
    return Q(patient__in=grown.values("pk"))
