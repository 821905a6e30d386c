"""What the member is asked about a claim she sent, and her answer: a document, a sentence, or both."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims.asking import TEMPLATES, answer
from claims.custody import add_document_to_open_claim
from claims.drafts import DraftRefused
from claims.forms import AnswerForm
from claims.models import Claim
from claims.queue import ReviewRefused
from claims.views.loading import sent_claim
from portal.look.words import labelled
from portal.members.access import MemberRequest, member_required
from portal.vault.names import clean_name
from portal.vault.uploads import Refused


@member_required
@require_http_methods(["GET", "POST"])
def more(request: MemberRequest, claim_id: UUID) -> HttpResponse:
    """Add something to a claim a person looks at. A claim that waits for nobody leads to its status."""
    claim = sent_claim(request, claim_id)
    if claim.state != Claim.State.IN_REVIEW:
        return redirect("claims:status", claim_id=claim.pk)
    form = AnswerForm(request.POST, request.FILES) if request.method == "POST" else AnswerForm()
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        taken = _take(request, claim, form, now)
        try:
            if not form.errors or taken:
                reply = form.cleaned_data.get("reply", "")
                answer(claim_id=claim.pk, reply=reply, with_documents=taken, by=request.user, now=now)
        except ReviewRefused as refusal:
            form.add_error(None, refusal.message)
        if not form.errors:
            messages.success(request, _("Thank you. Your answer is safely here, and a person looks at it."))
            return redirect("claims:status", claim_id=claim.pk)
    asked = [(one, TEMPLATES.get(one.template)) for one in claim.requests.filter(answered_at__isnull=True)]
    return render(request, "claims/more.html", {"claim": claim, "form": form, "asked": asked})


def _take(request: MemberRequest, claim: Claim, form: AnswerForm, now: datetime) -> int:
    """Take in each file for itself; what is refused lands on the form. The number taken."""
    taken = 0
    for upload in form.cleaned_data["documents"]:
        try:
            add_document_to_open_claim(claim_id=claim.pk, upload=upload, by=request.user, now=now)
            taken += 1
        except Refused as refusal:
            why = labelled(clean_name(upload.name), refusal.message)
            form.add_error("documents", why)
        except DraftRefused as refusal:
            form.add_error("documents", refusal.message)
            break
    return taken
