"""Evidence, notice and the expert's package as the desk opens them: checked, and each reading on the trail."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.appeals.links import hand_over
from claims.appeals.models import Appeal, AppealDocument, ExternalReview
from claims.appeals.package import package
from claims.appeals.refusals import AppealRefused
from portal.members.audit import record
from portal.members.desk import colleague, desk_may
from portal.post.models import Paper
from portal.vault.serving import answer


@desk_may("appeals.view_appeal", "claims.view_claimdocument")
@require_safe
def document(request: HttpRequest, appeal_id: UUID, document_id: UUID) -> HttpResponseBase:
    """One piece of evidence of a sent appeal."""
    sent = AppealDocument.objects.select_related("stored", "appeal__claim__patient").exclude(
        appeal__state=Appeal.State.DRAFT
    )
    found = get_object_or_404(sent, appeal=appeal_id, pk=document_id)
    record(act="evidence.read", by=colleague(request), about=found, now=timezone.now(), request=request)
    return answer(found.stored, filename="document", media_type=found.stored.media_type, inline=True)


@desk_may("appeals.view_appeal", "claims.view_claimline")
@require_safe
def notice(request: HttpRequest, appeal_id: UUID) -> HttpResponseBase:
    """The written notice as it was sent."""
    found = get_object_or_404(Appeal.objects.select_related("notice"), pk=appeal_id, notice__isnull=False)
    record(act="notice.read", by=colleague(request), about=found, now=timezone.now(), request=request)
    return answer(cast(Paper, found.notice).file, filename="notice", media_type="application/pdf", inline=True)


@desk_may("appeals.conduct_review")
@require_POST
def hand_over_package(request: HttpRequest, appeal_id: UUID) -> HttpResponseBase:
    """The package for the expert, taken by a colleague."""
    review = get_object_or_404(ExternalReview, pk=appeal_id)
    try:
        shared = hand_over(review_id=review.pk, by=colleague(request), now=timezone.now(), request=request)
    except AppealRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:appeals_appeal_change", appeal_id)
    return answer(package(shared), filename="documents.zip", media_type="application/zip")
