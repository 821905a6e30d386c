"""The documents of a new claim: their pages, and which one is for which expense."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from claims.custody import documents_of, use_for
from claims.drafts import DRAFT_DOCUMENTS, AlreadySent, DraftRefused
from claims.duplicates import known_documents
from claims.forms import InvoicesForm
from claims.models import Claim
from claims.upload_forms import UsesForm
from claims.views import drafting
from claims.views.drafting import of_a_draft
from claims.views.loading import is_blind
from portal.attachments.pages import DocumentPages
from portal.members.access import MemberRequest


def _load(request: MemberRequest, claim_id: UUID) -> Claim:
    return drafting.loaded(request, claim_id)


def _is_open(claim: Claim) -> bool:
    return claim.state == Claim.State.DRAFT


def _more(request: MemberRequest, claim: Claim) -> dict[str, Any]:
    stored = documents_of(claim)
    return {"documents": stored, "known": {} if is_blind(request, claim) else known_documents(claim, stored)}


PAGES = DocumentPages(
    custody=DRAFT_DOCUMENTS,
    space="claims",
    name="claim",
    load=_load,
    is_open=_is_open,
    leave="status",
    sent=AlreadySent,
    refused=DraftRefused,
    template="claims/documents.html",
    form=InvoicesForm,
    more=_more,
)


@of_a_draft
def uses(request: MemberRequest, claim: Claim) -> HttpResponse:
    """Which document is for which expense."""
    form = UsesForm(request.POST if request.method == "POST" else None, claim=claim)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        for document_id, line_ids, kind in form.chosen():
            use_for(claim_id=claim.pk, document_id=document_id, line_ids=line_ids, kind=kind, by=request.user, now=now)
        return redirect("claims:check", claim_id=claim.pk)
    return render(request, "claims/documents_uses.html", {"claim": claim, "form": form})
