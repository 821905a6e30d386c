"""The consultant's part of a request's screen: the rule, what was decided and used before, and her decision."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.admin import acts
from approvals.beside import Part, at_desk
from approvals.consulting.forms import DecideForm, proposal
from approvals.decisions import DecisionRefused, decide_approval, is_consultant, newest
from approvals.models import CareRequest, PriorApproval
from approvals.needs import needs_of
from approvals.requests import today_of
from approvals.special import shown_details
from approvals.used_before import units_in_year, waits_until
from approvals.using import used_of
from portal.benefits.plans import load_plan
from portal.members.desk import colleague, desk_may
from portal.members.models import User

DECIDES = "approvals.add_priorapproval"
MOST = 10
# Under this name the request carries a form that was sent and refused to its part of the screen.
IN_HAND = "deciding"


@at_desk
def decision_part(care: CareRequest, by: User, now: datetime) -> Iterable[Part]:
    """For who may read decisions; the form only for a consultant, while the request is open."""
    if by.has_perm("approvals.view_priorapproval") and (care.needs_approval or care.approvals.exists()):
        form = vars(care).get(IN_HAND) or _form(care, by)
        yield Part("admin/consultant/decide.html", {**_beside(care, now), "form": form})


def _form(care: CareRequest, by: User, data: Any = None) -> DecideForm | None:
    if not (care.is_open and is_consultant(by) and by.has_perm(DECIDES)):
        return None
    last = newest(care.person)
    return DecideForm(data, care=care, initial={**proposal(care), "seen": last.pk if last else None})


def _beside(care: CareRequest, now: datetime) -> dict[str, Any]:
    """What she judges by: the plan's rule, earlier decisions with what is used of them, and the year's units."""
    day = care.from_on or today_of(care.person, now)
    needed = needs_of(care, on=day)
    plan = care.person.family.plan
    earlier = list(
        PriorApproval.objects.filter(person=care.person).select_related("decided_by").order_by("-decided_at")[:MOST]
    )
    used, row = used_of(earlier), load_plan(plan).rows.get(needed.benefit)
    return {
        "care": care,
        "plan": plan,
        "needed": needed,
        "earlier": [(one, used[one.pk]) for one in earlier],
        "here": care.approvals.order_by("-decided_at"),
        "year": day.year,
        "used_in_year": units_in_year(care.person, needed.benefit, day.year),
        "waits_until": waits_until(care.person, row.at(day), day) if row else None,
        "details": shown_details(care),
    }


@desk_may(*acts.SEES, DECIDES)
@require_POST
def decide(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Her decision on a request. Of two at once the second reads that a colleague was first."""
    by = colleague(request)
    care = get_object_or_404(acts.seen_by(by), pk=request_id)
    form = DecideForm(request.POST, care=care)
    if form.is_valid():
        try:
            decide_approval(person=care.person, care=care, **form.facts(), by=by, now=timezone.now(), request=request)
            messages.success(request, _("Decided. The member is told in writing."))
            return redirect("admin:approvals_carerequest_change", care.pk)
        except DecisionRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    care = get_object_or_404(acts.seen_by(by), pk=request_id)
    if _form(care, by) is None:  # ended meanwhile, or not hers to decide
        for said in form.non_field_errors():
            messages.error(request, str(said))
        return redirect("admin:approvals_carerequest_change", care.pk)
    vars(care)[IN_HAND] = form
    return acts.shown(request, care, status=422)
