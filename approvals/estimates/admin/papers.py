"""Papers of a request as this desk opens them: what the member sent, and what came with estimates."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from approvals.estimates.admin.desk import SEES
from approvals.estimates.models import EstimateDocument
from approvals.models import CareRequest, RequestDocument
from portal.members.audit import record
from portal.members.desk import colleague, desk_may
from portal.vault.models import MediaType
from portal.vault.page_pictures import PageMissing, page_picture
from portal.vault.serving import answer

Found = RequestDocument | EstimateDocument


def found_paper(request: HttpRequest, request_id: UUID, document_id: UUID) -> Found:
    """That paper, and that it was read. Raises Http404."""
    sent = CareRequest.objects.sent().filter(pk=request_id)
    hers = RequestDocument.objects.filter(request__in=sent).select_related("stored", "request__person__family")
    theirs = EstimateDocument.objects.filter(estimate__request__in=sent, estimate__received_at__isnull=False)
    theirs = theirs.select_related("stored", "estimate__request__person__family")
    paper: Found | None = hers.filter(pk=document_id).first() or theirs.filter(pk=document_id).first()
    if paper is None:
        raise Http404
    act = f"{paper._meta.model_name}.read"
    record(act=act, by=colleague(request), about=paper, now=timezone.now(), request=request)
    return paper


@desk_may(SEES)
@require_safe
def paper(request: HttpRequest, request_id: UUID, document_id: UUID) -> HttpResponseBase:
    """The whole file."""
    found = found_paper(request, request_id, document_id)
    return answer(found.stored, filename="document", media_type=found.stored.media_type, inline=True)


@desk_may(SEES)
@require_safe
def picture(request: HttpRequest, request_id: UUID, document_id: UUID) -> HttpResponseBase:
    """Its first page as a picture, to be read beside the form."""
    found = found_paper(request, request_id, document_id)
    if found.stored.media_type != MediaType.PDF:
        return answer(found.stored, filename="page", media_type=found.stored.media_type, inline=True)
    try:
        drawn = page_picture(found.stored, 1)
    except PageMissing:
        raise Http404 from None
    return answer(drawn, filename="page", media_type="image/jpeg", inline=True)
