"""What became of a claim: status, documents, the settlement note."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.beside import parts_on_claim
from claims.confidence import may_keep
from claims.custody import documents_of
from claims.models import Claim, ClaimDocument, Settlement, SettlementLine
from claims.promises import promises
from claims.timeline import late_step, timeline_of
from claims.views.loading import draft_or_seen, seen_claim, sent_claim
from portal.members.access import MemberRequest, member_required
from portal.post.models import Paper
from portal.vault.serving import answer
from providers.naming import named_by


@member_required
@require_safe
def status(request: MemberRequest, claim_id: UUID) -> HttpResponse:
    claim = seen_claim(request, claim_id)
    if claim.state == Claim.State.DRAFT:
        return redirect("claims:check", claim_id=claim.pk)
    settlement = claim.settlements.live().select_related("note", "decision").first()
    settled = []
    if settlement:
        settled = [_settled(line, settlement) for line in settlement.lines.select_related("line")]
    now = timezone.now()
    timeline, lines = timeline_of(claim, settlement, now=now), claim.lines.all()
    context = {
        "claim": claim,
        "may_keep": may_keep(request.person, claim, now),
        "settlement": settlement,
        "settled": settled,
        "replaced": claim.settlements.filter(superseded_at__isnull=False) if settlement else (),
        "lines": lines,
        "listed": {} if settlement else named_by(line.provider_id for line in lines),
        "documents": documents_of(claim),
        "timeline": timeline,
        "late": late_step(timeline),
        "promises": promises(now=now),
        "beside": parts_on_claim(claim, request.person, now),
    }
    return render(request, "claims/status.html", context)


def _settled(line: SettlementLine, settlement: Settlement) -> dict[str, Any]:
    """A settled line by what was decided about, which staff may have corrected since it was sent."""
    facts = settlement.printed["lines"][str(line.line_id)]
    return {"settled": line, "benefit": facts["benefit"], "service_on": date.fromisoformat(facts["service_on"])}


@member_required
@require_safe
def document(request: MemberRequest, claim_id: UUID, document_id: UUID) -> HttpResponseBase:
    claim = draft_or_seen(request, claim_id)
    found = get_object_or_404(ClaimDocument.objects.select_related("stored"), claim=claim, pk=document_id)
    stored = found.stored
    return answer(stored, filename=stored.original_name, media_type=stored.media_type, inline=True)


@member_required
@require_safe
def note(request: MemberRequest, claim_id: UUID) -> HttpResponseBase:
    claim = sent_claim(request, claim_id)
    settlement = get_object_or_404(Settlement.objects.live().select_related("note"), claim=claim, note__isnull=False)
    paper = cast(Paper, settlement.note)
    return answer(paper.file, filename="settlement-note.pdf", media_type="application/pdf", inline=False)
