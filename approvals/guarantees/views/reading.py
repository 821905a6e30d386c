"""The member's pages: her guarantees, and one with its split, its versions, its paper."""

from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from approvals.guarantees.models import Guarantee, GuaranteeQuerySet, Stay
from approvals.guarantees.papers import told_lines
from portal.members.access import MemberRequest, looked_at, member_required, people_seen
from portal.members.models import Purpose
from portal.post.models import Paper
from portal.vault.serving import answer


def guarantees_of(request: MemberRequest) -> GuaranteeQuerySet:
    """Guarantees about people this member may see on her own calendar day."""
    found = Guarantee.objects.of(people_seen(request, Purpose.CARE))
    return found.select_related("person__family", "request", "member_paper")


def seen_guarantee(request: MemberRequest, guarantee_id: UUID, **narrowed: Any) -> Guarantee:
    """One of them, `narrowed` by fields. Raises Http404."""
    found: Guarantee = get_object_or_404(guarantees_of(request).filter(**narrowed), pk=guarantee_id)
    looked_at(request, found)
    return found


@member_required
@require_safe
def guarantees(request: MemberRequest) -> HttpResponse:
    """All of them, the latest first, each in its last version."""
    found = guarantees_of(request).standing().order_by("-decided_at")[:100]
    looked_at(request, *(one.person for one in found))
    return render(request, "guarantees/list.html", {"guarantees": found})


@member_required
@require_safe
def guarantee(request: MemberRequest, guarantee_id: UUID) -> HttpResponse:
    """One version: what is promised and why, its versions, and what the provider confirmed."""
    found = seen_guarantee(request, guarantee_id)
    versions = guarantees_of(request).filter(number=found.number).order_by("-version")
    context = {
        "guarantee": found,
        "lines": told_lines(found),
        "versions": versions,
        "newest": versions[0],
        "stays": Stay.objects.filter(guarantee__number=found.number),
    }
    return render(request, "guarantees/guarantee.html", context)


@member_required
@require_safe
def paper(request: MemberRequest, guarantee_id: UUID) -> HttpResponseBase:
    """The member's document, as it was issued."""
    found = seen_guarantee(request, guarantee_id)
    if found.member_paper_id is None:
        raise Http404
    stored = cast(Paper, found.member_paper)
    return answer(stored.file, filename="guarantee-of-payment.pdf", media_type="application/pdf", inline=False)
