"""The page of one settlement: every step, what would have changed it, and what it replaced."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.approved import approvals_behind
from claims.beside import parts_on_claim
from claims.comparing import compared, replaced_by
from claims.disputes import About, Dispute, disputes_of
from claims.models import Adjustment, Claim, Settlement, SettlementLine
from claims.views.loading import may_dispute, sent_claim
from claims.waterfall import steps_of
from claims.whatif import Changes, changes_of
from claims.whatif_texts import hint, opens
from portal.benefits.plans import load_plan
from portal.benefits.reasons import Reason
from portal.look.waterfall import Act
from portal.members.access import MemberRequest, member_required
from portal.post.models import Paper
from portal.vault.serving import answer


@member_required
@require_safe
def settlement(request: MemberRequest, claim_id: UUID, settlement_id: UUID) -> HttpResponse:
    claim = sent_claim(request, claim_id)
    found = settled(claim, settlement_id)
    before = replaced_by(found)
    now = timezone.now()
    disputes = disputes_of(found, today=timezone.localdate(now)) if may_dispute(request, claim) else {}
    changes = {} if found.superseded_at else changes_of(found)
    context = {
        "claim": claim,
        "settlement": found,
        "lines": [_shown(line, changes, disputes) for line in found.lines.all()],
        "approvals": approvals_behind(found),
        "dispute": disputes.get((None, None)),
        "appeals": load_plan(found.decision.plan).rules.appeals,
        "beside": [] if found.superseded_at else parts_on_claim(claim, request.person, now),
        "before": before,
        "compared": compared(before, found) if before else [],
        "form_key": uuid4(),
        "live": claim.settlements.live().first() if found.superseded_at else None,
    }
    return render(request, "claims/settlement.html", context)


@member_required
@require_safe
def note(request: MemberRequest, claim_id: UUID, settlement_id: UUID) -> HttpResponseBase:
    """The note of this settlement, also when another one replaced it."""
    claim = sent_claim(request, claim_id)
    noted = claim.settlements.filter(note__isnull=False).select_related("note")
    paper = cast(Paper, get_object_or_404(noted, pk=settlement_id).note)
    return answer(paper.file, filename=paper.filename, media_type="application/pdf", inline=False)


def settled(claim: Claim, settlement_id: UUID) -> Settlement:
    """A settlement of this claim with all that is told of it. Raises Http404."""
    lines = SettlementLine.objects.select_related("line").prefetch_related("adjustments")
    found = Settlement.objects.select_related("decision", "note").prefetch_related(Prefetch("lines", lines))
    shown: Settlement = get_object_or_404(found, claim=claim, pk=settlement_id)
    shown.claim = claim
    for line in shown.lines.all():
        line.settlement = shown
    return shown


def _shown(line: SettlementLine, changes: Changes, disputes: Mapping[About, Dispute]) -> dict[str, Any]:
    """A settled line by what was decided about, which staff may have corrected since it was sent."""
    facts = line.settlement.printed["lines"][str(line.line_id)]

    def beside(cut: Adjustment) -> tuple[str, tuple[Act, ...]]:
        found = changes.get((line.line_id, Reason(cut.reason)), [])
        acts = list(opens(found))
        if dispute := disputes.get((line.pk, cut.position)):
            acts.append(Act(dispute.link, dispute.text, dispute.note))
        return hint(found, line), tuple(acts)

    return {
        "settled": line,
        "steps": steps_of(line, beside),
        "benefit": facts["benefit"],
        "service_on": date.fromisoformat(facts["service_on"]),
        "provider": facts["provider"],
        "dispute": disputes.get((line.pk, None)),
    }
