"""“Was this clear?” about a guarantee of payment, or the refusal of one."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from approvals.guarantees.views.reading import guarantees_of
from portal.clarity.asking import Kind, asked_about
from portal.members.access import MemberRequest


@asked_about(Kind.GUARANTEE)
def guarantee(request: MemberRequest, key: UUID) -> str:
    """About herself, or her child."""
    return reverse("guarantees:guarantee", args=[get_object_or_404(guarantees_of(request), pk=key).pk])
