"""Keeping a claim from those who act for its patient."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.confidence import keep_confidential, may_keep
from claims.views.loading import sent_claim
from portal.members.access import MemberRequest, member_required


class KeepForm(forms.Form):
    """Kept, or open to helpers again."""

    keep = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


@member_required
@require_POST
def keep(request: MemberRequest, claim_id: UUID) -> HttpResponse:
    """The patient says so. Raises Http404 for everybody else."""
    claim, form, now = sent_claim(request, claim_id), KeepForm(request.POST), timezone.now()
    if not may_keep(request.person, claim, now):
        raise Http404
    if form.is_valid():
        is_confidential = form.cleaned_data["keep"] == "yes"
        keep_confidential(claim_id=claim.pk, is_confidential=is_confidential, by=request.user, now=now, request=request)
        if is_confidential:
            messages.success(request, _("The claim is confidential. Nobody who acts for you sees it."))
        else:
            messages.success(request, _("Whoever acts for you with your claims sees this one again."))
    return redirect("claims:status", claim_id=claim.pk)
