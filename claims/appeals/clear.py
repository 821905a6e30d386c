"""“Was this clear?” about the decision on an appeal."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from claims.appeals.views.loading import appeals_of
from portal.clarity.asking import Kind, asked_about
from portal.members.access import MemberRequest


@asked_about(Kind.APPEAL)
def appeal(request: MemberRequest, key: UUID) -> str:
    """Once it is decided."""
    found = get_object_or_404(appeals_of(request), pk=key)
    if not found.is_decided:
        raise Http404
    return reverse("appeals:appeal", args=[found.pk])
