"""How every page of this room loads an appeal: through the signed-in member, or not at all."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from claims.appeals.models import Appeal
from claims.appeals.models.appeal import AppealQuerySet
from claims.appeals.refusals import AlreadySent
from claims.models.claim import ClaimQuerySet
from claims.seeing import claims_seen_by
from portal.members.access import MemberRequest, looked_at, member_required
from portal.members.days import own_day
from portal.members.models import Purpose
from portal.members.unsent import keeps_unsent

View = Callable[..., HttpResponseBase]
RELATED = ("claim__patient__family", "claim__family", "settlement__decision", "line", "decision", "notice")


def disputable(request: MemberRequest) -> ClaimQuerySet:
    """Claims whose decisions she may dispute: who lets her act for less than all keeps that to herself."""
    return claims_seen_by(request.person, own_day(request.person, timezone.now()), Purpose.ALL)


def appeals_of(request: MemberRequest) -> AppealQuerySet:
    """Appeals about claims this member may see on her own calendar day; drafts only of her own making."""
    found = Appeal.objects.filter(claim__in=disputable(request)).select_related(*RELATED)
    return found.exclude(pk__in=Appeal.objects.filter(state=Appeal.State.DRAFT).exclude(created_by=request.user))


def seen_appeal(request: MemberRequest, appeal_id: UUID, **narrowed: Any) -> Appeal:
    """One of them, `narrowed` by fields. Raises Http404."""
    found: Appeal = get_object_or_404(appeals_of(request).filter(**narrowed), pk=appeal_id)
    looked_at(request, found)
    return found


def sent_appeal(request: MemberRequest, appeal_id: UUID) -> Appeal:
    """One that was sent. Raises Http404."""
    found: Appeal = get_object_or_404(appeals_of(request).sent(), pk=appeal_id)
    looked_at(request, found)
    return found


def of_a_draft(view: View) -> View:
    """Decorator: signed in, her own draft as `appeal`; a sent one leads to its page."""

    @keeps_unsent
    @member_required
    @wraps(view)
    def wrapped(request: MemberRequest, appeal_id: UUID, **kwargs: Any) -> HttpResponseBase:
        appeal = seen_appeal(request, appeal_id, created_by=request.user)
        if appeal.state != Appeal.State.DRAFT:
            return redirect("appeals:appeal", appeal_id=appeal.pk)
        try:
            return view(request, appeal, **kwargs)
        except AlreadySent as refusal:  # in another tab, since it was loaded
            messages.warning(request, refusal.message)
            return redirect("appeals:appeal", appeal_id=appeal.pk)
        except Appeal.DoesNotExist:  # thrown away in another tab
            raise Http404 from None

    return wrapped
