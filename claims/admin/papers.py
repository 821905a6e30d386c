"""Documents and notes as the desk opens them: checked, and each reading on the trail."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.models import Claim, ClaimDocument, Settlement
from portal.members.audit import record
from portal.members.desk import colleague, desk_may
from portal.post.models import Paper
from portal.vault.page_pictures import PageMissing, page_picture
from portal.vault.serving import answer


@desk_may("claims.view_claim", "claims.view_claimdocument")
@require_safe
def document(request: HttpRequest, claim_id: UUID, document_id: UUID) -> HttpResponseBase:
    """One document of a sent claim."""
    found = _sent_document(claim_id, document_id)
    record(act="document.read", by=colleague(request), about=found, now=timezone.now(), request=request)
    return answer(found.stored, filename="document", media_type=found.stored.media_type, inline=True)


@desk_may("claims.view_claim", "claims.view_claimdocument")
@require_safe
def page(request: HttpRequest, claim_id: UUID, document_id: UUID, number: int) -> HttpResponseBase:
    """One page of a PDF of a sent claim, as a picture that can be turned and made larger."""
    found = _sent_document(claim_id, document_id)
    try:
        picture = page_picture(found.stored, number)
    except PageMissing:
        raise Http404 from None
    record(act="document.read", by=colleague(request), about=found, now=timezone.now(), request=request, page=number)
    return answer(picture, filename="page", media_type="image/jpeg", inline=True)


def _sent_document(claim_id: UUID, document_id: UUID) -> ClaimDocument:
    sent = ClaimDocument.objects.select_related("stored", "claim__patient").exclude(claim__state=Claim.State.DRAFT)
    return get_object_or_404(sent, claim=claim_id, pk=document_id)


@desk_may("claims.view_claim", "claims.view_claimline", "claims.view_settlement")
@require_safe
def note(request: HttpRequest, claim_id: UUID, settlement_id: UUID) -> HttpResponseBase:
    """The settlement note as it was sent."""
    noted = Settlement.objects.select_related("note", "claim__patient").filter(note__isnull=False)
    found = get_object_or_404(noted, claim=claim_id, pk=settlement_id)
    written = cast(Paper, found.note)
    record(act="note.read", by=colleague(request), about=found, now=timezone.now(), request=request)
    return answer(written.file, filename="settlement-note", media_type="application/pdf", inline=True)
