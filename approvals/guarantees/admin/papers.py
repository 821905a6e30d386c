"""The papers of a guarantee, as they were issued, for the desk."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from approvals.admin.acts import seen_by
from approvals.guarantees.models import Guarantee
from portal.members.audit import record
from portal.members.desk import colleague, desk_may
from portal.vault.serving import answer


@desk_may("guarantees.view_guarantee", "approvals.view_carerequest")
@require_safe
def paper(request: HttpRequest, guarantee_id: UUID, side: str) -> HttpResponseBase:
    """`side` is `member` or `provider`."""
    known = Guarantee.objects.filter(request__in=seen_by(colleague(request)).values("pk"))
    found = get_object_or_404(known.select_related("member_paper", "provider_paper"), pk=guarantee_id)
    papers = {"member": found.member_paper, "provider": found.provider_paper}
    stored = papers.get(side)
    if stored is None:
        raise Http404
    record(act="guarantee.paper_read", by=colleague(request), about=found, now=timezone.now(), request=request)
    return answer(stored.file, filename="guarantee-of-payment.pdf", media_type="application/pdf", inline=True)
