"""Estimate beside outcome, for the member."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.guarantees.views.reading import seen_guarantee
from claims.invoices.matching import holding_version
from claims.invoices.outcome import outcome_of
from claims.invoices.outcome_texts import shown
from portal.members.access import MemberRequest, member_required


@member_required
@require_safe
def outcome(request: MemberRequest, guarantee_id: UUID) -> HttpResponse:
    """What was estimated, guaranteed and paid, beside each other; there once an invoice is settled."""
    found = seen_guarantee(request, guarantee_id, issued_at__isnull=False)
    newest = holding_version(found)
    told = outcome_of(newest)
    if told is None:
        raise Http404
    return render(request, "invoices/outcome.html", {"guarantee": newest, "outcome": told, "rows": shown(told)})
