"""How every page of this room loads a request: through the signed-in member, or not at all."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from approvals.models import CareRequest, CareRequestQuerySet
from approvals.refusals import AlreadySent
from portal.help.offices import office_of, toll_free
from portal.members.access import MemberRequest, looked_at, member_required, people_seen
from portal.members.models import Person, Purpose
from portal.members.unsent import keeps_unsent

View = Callable[..., HttpResponseBase]
RELATED = ("person__family", "provider", "asked_by")


def requests_of(request: MemberRequest) -> CareRequestQuerySet:
    """Requests about people this member may see on her own calendar day; drafts only of her own making."""
    people = people_seen(request, Purpose.CARE)
    hers = Q(state=CareRequest.State.DRAFT, asked_by=request.user) | ~Q(state=CareRequest.State.DRAFT)
    return CareRequest.objects.of(people).filter(hers).select_related(*RELATED).prefetch_related("pauses")


def one_of(request: MemberRequest, request_id: UUID) -> CareRequest:
    """One of them. Raises Http404."""
    found: CareRequest = get_object_or_404(requests_of(request), pk=request_id)
    looked_at(request, found)
    return found


def urgent_line(person: Person) -> dict[str, Any]:
    """Whom to call where the family lives, for `approvals/parts/urgent.html`."""
    country = person.family.residence
    return {"office": office_of(country), "toll_free": toll_free(country)}


def of_a_draft(view: View) -> View:
    """Decorator: signed in, her own draft as `care`; a sent one leads to its page."""

    @keeps_unsent
    @member_required
    @wraps(view)
    def wrapped(request: MemberRequest, request_id: UUID, **kwargs: Any) -> HttpResponseBase:
        care = one_of(request, request_id)
        if care.state != CareRequest.State.DRAFT:
            return redirect("approvals:request", request_id=care.pk)
        try:
            return view(request, care, **kwargs)
        except AlreadySent as refusal:  # in another tab, since it was loaded
            messages.warning(request, refusal.message)
            return redirect("approvals:request", request_id=care.pk)
        except CareRequest.DoesNotExist:  # thrown away in another tab
            raise Http404 from None

    return wrapped
