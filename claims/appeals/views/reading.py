"""A sent appeal: where it is, until when it is decided, old and new beside each other, and what can follow."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.appeals.deadlines import review_by, rules_of, today_of
from claims.appeals.forms import ExpertForm
from claims.appeals.models import Appeal
from claims.appeals.notices import told
from claims.appeals.refusals import NoReview
from claims.appeals.reviews import refuse_review
from claims.appeals.subjects import subject_of
from claims.appeals.views.drafting import documents_of, shown
from claims.appeals.views.loading import appeals_of, seen_appeal
from claims.models import Settlement
from portal.members.access import MemberRequest, looked_at, member_required
from portal.post.models import Paper
from portal.vault.serving import answer


@member_required
@require_safe
def appeals(request: MemberRequest) -> HttpResponse:
    """All of them, the latest first."""
    found = appeals_of(request).order_by("-created_at")[:100]
    looked_at(request, *(one.claim.patient for one in found))
    return render(request, "appeals/list.html", {"appeals": found})


@member_required
@require_safe
def appeal(request: MemberRequest, appeal_id: UUID) -> HttpResponse:
    found = seen_appeal(request, appeal_id)
    if found.state == Appeal.State.DRAFT:
        return redirect("appeals:check", appeal_id=found.pk)
    return render(request, "appeals/appeal.html", page_of(found))


def page_of(found: Appeal, **forms: Any) -> dict[str, Any]:
    """What the page of a sent appeal shows, perhaps with a form in hand."""
    now = timezone.now()
    review = getattr(found, "review", None)
    living = Settlement.objects.live().filter(claim=found.claim_id).first()
    expert = {"named": review.named_at.isoformat()} if review and review.named_at else {}
    return {
        **shown(subject_of(found)),
        **(told(found) if found.is_decided else {"appeal": found}),
        "documents": documents_of(found),
        "days_left": found.days_left(today_of(found.claim, now)),
        "review": review,
        "no_review": _no_review(found, review, now),
        "review_by": review_by(found.pk, found.claim.family) if found.is_lost else None,
        "rules": rules_of(found.claim.family),
        "living": living if living and living.pk != found.settlement_id else None,
        "expert_form": ExpertForm(initial=expert),
        **forms,
    }


def _no_review(found: Appeal, review: Any, now: Any) -> str:
    """Why no external review can be asked for; empty when it can, or was."""
    if review or not found.is_lost:
        return ""
    try:
        refuse_review(found, now=now)
    except NoReview as refusal:
        return str(refusal.message)
    return ""


@member_required
@require_safe
def document(request: MemberRequest, appeal_id: UUID, document_id: UUID) -> HttpResponseBase:
    found = seen_appeal(request, appeal_id)
    stored = get_object_or_404(documents_of(found), pk=document_id).stored
    return answer(stored, filename=stored.original_name, media_type=stored.media_type, inline=True)


@member_required
@require_safe
def notice(request: MemberRequest, appeal_id: UUID) -> HttpResponseBase:
    found = seen_appeal(request, appeal_id, notice__isnull=False)
    paper = cast(Paper, found.notice)
    return answer(paper.file, filename="appeal-decision.pdf", media_type="application/pdf", inline=False)
