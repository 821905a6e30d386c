"""Her approvals: each with its period, what was approved, what it was used for, and what remains."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from approvals.models import ApprovalNotice, PriorApproval, PriorApprovalQuerySet
from approvals.notices import told
from approvals.requests import today_of
from approvals.using import used_of
from portal.members.access import MemberRequest, looked_at, member_required, people_seen
from portal.members.models import Purpose
from portal.vault.serving import answer

MOST = 100


def approvals_of(request: MemberRequest) -> PriorApprovalQuerySet:
    """Decisions about people this member may see on her own calendar day."""
    people = people_seen(request, Purpose.CARE)
    return PriorApproval.objects.of(people).select_related("person__family", "request__provider", "notice")


def seen_approval(request: MemberRequest, approval_id: UUID) -> PriorApproval:
    """One of them. Raises Http404."""
    found: PriorApproval = get_object_or_404(approvals_of(request), pk=approval_id)
    looked_at(request, found)
    return found


@member_required
@require_safe
def approvals(request: MemberRequest) -> HttpResponse:
    """All of them: what holds today or later first, then what has passed."""
    today = today_of(request.person, timezone.now())
    found = list(approvals_of(request).order_by("-decided_at")[:MOST])
    looked_at(request, *(approval.person for approval in found))
    used = used_of(found)
    rows = [used[one.pk] for one in found]
    context = {
        "living": [row for row in rows if row.approval.until_on >= today],
        "past": [row for row in rows if row.approval.until_on < today],
    }
    return render(request, "approvals/approvals.html", context)


@member_required
@require_safe
def one(request: MemberRequest, approval_id: UUID) -> HttpResponse:
    """One decision with everything it was used for."""
    approval = seen_approval(request, approval_id)
    context = {
        **told(approval),
        "used": used_of([approval])[approval.pk],
        "today": today_of(request.person, timezone.now()),
        "replaced_by": newer(approval, request),
    }
    return render(request, "approvals/approval.html", context)


def newer(approval: PriorApproval, request: MemberRequest) -> PriorApproval | None:
    """The newest decision about all days of this one, made after it: that one counts now."""
    later = approvals_of(request).filter(
        person=approval.person_id,
        benefit=approval.benefit,
        decided_at__gt=approval.decided_at,
        from_on__lte=approval.from_on,
        until_on__gte=approval.until_on,
    )
    return later.order_by("-decided_at").first()


@member_required
@require_safe
def notice(request: MemberRequest, approval_id: UUID) -> HttpResponseBase:
    """The written decision as it was sent."""
    approval = seen_approval(request, approval_id)
    written = get_object_or_404(ApprovalNotice.objects.select_related("paper"), approval=approval)
    return answer(written.paper.file, filename=written.paper.filename, media_type="application/pdf", inline=False)
