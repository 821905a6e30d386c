"""“Was this clear?” about a settlement."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from claims.models import Settlement
from claims.views.loading import claims_of
from portal.clarity.asking import Kind, asked_about
from portal.members.access import MemberRequest


@asked_about(Kind.SETTLEMENT)
def settlement(request: MemberRequest, key: UUID) -> str:
    """Of a claim of her own, or of her child."""
    found = get_object_or_404(Settlement, pk=key, claim__in=claims_of(request).sent())
    return reverse("claims:settlement", args=[found.claim_id, found.pk])
