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
from claims.unsent import keeps_unsent
from claims.views.loading import member_day
from portal.members.access import MemberRequest, member_required, people_of

View = Callable[..., HttpResponseBase]
RELATED = ("claim__patient__family", "claim__family", "settlement__decision", "line", "decision", "notice")


def appeals_of(request: MemberRequest) -> AppealQuerySet:
    """Appeals about people this member may see on her own calendar day; drafts only of her own making."""
    people = people_of(request.user, member_day(request.person, timezone.now()))
    found = Appeal.objects.of(people).select_related(*RELATED)
    return found.exclude(pk__in=Appeal.objects.filter(state=Appeal.State.DRAFT).exclude(created_by=request.user))


def of_a_draft(view: View) -> View:
    """Decorator: signed in, her own draft as `appeal`; a sent one leads to its page."""

    @keeps_unsent
    @member_required
    @wraps(view)
    def wrapped(request: MemberRequest, appeal_id: UUID, **kwargs: Any) -> HttpResponseBase:
        appeal = get_object_or_404(appeals_of(request).filter(created_by=request.user), pk=appeal_id)
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
