"""“Was this clear?” about a decision of the medical consultant."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from approvals.views.prior import approvals_of
from portal.clarity.asking import Kind, asked_about
from portal.members.access import MemberRequest


@asked_about(Kind.APPROVAL)
def approval(request: MemberRequest, key: UUID) -> str:
    """About herself, or her child."""
    return reverse("prior:approval", args=[get_object_or_404(approvals_of(request), pk=key).pk])
