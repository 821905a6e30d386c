"""The member's side of an external review: asked for, the expert agreed on, consent given or taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from claims.appeals.deadlines import review_by, rules_of
from claims.appeals.forms import ExpertForm, ReviewForm
from claims.appeals.models import Appeal, ExternalReview
from claims.appeals.refusals import AppealRefused, NoReview
from claims.appeals.reviews import answer_expert, ask_review, consent, refuse_review
from claims.appeals.views.loading import seen_appeal, sent_appeal
from claims.appeals.views.reading import page_of
from portal.members.access import MemberRequest, member_required
from portal.members.unsent import keeps_unsent


def _page(appeal: Appeal) -> HttpResponse:
    return redirect("appeals:appeal", appeal_id=appeal.pk)


@keeps_unsent
@member_required
@require_http_methods(["GET", "POST"])
def ask(request: MemberRequest, appeal_id: UUID) -> HttpResponse:
    """Ask for it; asked already, or not possible: the page of the appeal says how it stands."""
    appeal = sent_appeal(request, appeal_id)
    if hasattr(appeal, "review"):
        return _page(appeal)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    try:
        refuse_review(appeal, now=timezone.now())
        if request.method == "POST" and form.is_valid():
            ask_review(appeal_id=appeal.pk, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, _("We have your request. We name an expert, and you say whether you agree."))
            return _page(appeal)
    except NoReview as refusal:
        messages.warning(request, refusal.message)
        return _page(appeal)
    last_day = review_by(appeal.pk, appeal.claim.family)
    context = {"appeal": appeal, "form": form, "rules": rules_of(appeal.claim.family), "last_day": last_day}
    return render(request, "appeals/review.html", context)


def _review(request: MemberRequest, appeal_id: UUID) -> ExternalReview:
    appeal = sent_appeal(request, appeal_id)
    return get_object_or_404(ExternalReview.objects.select_related("appeal"), pk=appeal.pk)


@member_required
@require_POST
def expert(request: MemberRequest, appeal_id: UUID) -> HttpResponse:
    """Yes or no to the expert."""
    review, form = _review(request, appeal_id), ExpertForm(request.POST)
    if not form.is_valid():
        appeal = seen_appeal(request, appeal_id)
        return render(request, "appeals/appeal.html", page_of(appeal, expert_form=form, form=form))
    said = form.cleaned_data
    try:
        answer_expert(
            review_id=review.pk,
            seen=said["named"],
            agrees=said["agrees"] == "yes",
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Thank you. We have written down your answer."))
    except AppealRefused as refusal:
        messages.warning(request, refusal.message)
    return _page(review.appeal)


@member_required
@require_POST
def agree_to_share(request: MemberRequest, appeal_id: UUID) -> HttpResponse:
    """Consent, or its withdrawal."""
    review, given = _review(request, appeal_id), request.POST.get("given") == "yes"
    try:
        consent(review_id=review.pk, given=given, by=request.user, now=timezone.now())
        done = _("Thank you. Your documents may go to the expert.")
        messages.success(request, done if given else _("You have taken your consent back. Nothing will be shared."))
    except AppealRefused as refusal:
        messages.warning(request, refusal.message)
    return _page(review.appeal)
