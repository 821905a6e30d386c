"""One request on one screen of the desk, and what one does with it: each act a form and one verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from approvals import handling
from approvals.admin.forms import AskForm, CloseForm, CorrectForm, NoForm, TellForm, WaitForm
from approvals.beside import parts_at_desk
from approvals.clock import clock_of, measured_answers
from approvals.models import CareRequest, CareRequestQuerySet, RequestDocument, RequestRules
from approvals.needs import needs_of
from approvals.refusals import RequestRefused
from approvals.requests import DOCUMENTS, today_of
from approvals.telling import told
from approvals.timeline import steps_of
from portal.members.audit import record
from portal.members.desk import colleague, desk_may
from portal.members.models import AuditEntry, User
from portal.vault.models import MediaType
from portal.vault.page_pictures import PageMissing, page_picture
from portal.vault.serving import answer

SEES = ("approvals.view_carerequest", "approvals.view_requestmessage")
PAPERS = ("approvals.view_carerequest", "approvals.view_requestdocument")
ANSWERS = "approvals.answer_carerequest"
TRAIL = 30
State, Needs = CareRequest.State, CareRequest.Needs


@dataclass(frozen=True)
class Act:
    """A form, the verb it fills, the states in which it can be done, and what is said afterwards."""

    form: type[forms.Form]
    verb: Callable[..., object]
    states: tuple[str, ...]
    button: Promise
    done: Promise


ACTS: Mapping[str, Act] = {
    "ask": Act(
        AskForm,
        handling.ask_member,
        (State.SENT,),
        gettext_lazy("Ask the member; the clock stands"),
        gettext_lazy("The member is asked. The clock stands."),
    ),
    "tell": Act(
        TellForm,
        handling.tell_member,
        CareRequest.OPEN,
        gettext_lazy("Write to the member"),
        gettext_lazy("The member is told."),
    ),
    "wait": Act(
        WaitForm,
        handling.wait_for_provider,
        (State.SENT,),
        gettext_lazy("Wait for the provider; the clock stands"),
        gettext_lazy("We wait for the provider. The clock stands."),
    ),
    "resume": Act(
        NoForm,
        handling.resume,
        CareRequest.WAITS,
        gettext_lazy("Let the clock go on"),
        gettext_lazy("The clock goes on."),
    ),
    "close": Act(
        CloseForm,
        handling.close_request,
        CareRequest.OPEN,
        gettext_lazy("Close without a guarantee"),
        gettext_lazy("Closed. The member is told why."),
    ),
}


def seen_by(user: User) -> CareRequestQuerySet:
    """Sent requests that this colleague may see: those that need approval, or all of them."""
    found = CareRequest.objects.sent().select_related("person__family", "provider").prefetch_related("pauses")
    if user.has_perm("approvals.view_every_carerequest"):
        return found
    return found.filter(needs__in=[Needs.APPROVAL, Needs.BOTH])


def shown(request: HttpRequest, care: CareRequest, *, status: int = 200, **in_hand: Any) -> HttpResponse:
    """The one screen of a request, perhaps with a form in hand under its act's name."""
    user, now = colleague(request), timezone.now()
    clock = clock_of(care, rules=RequestRules.objects.in_force(), now=now)
    may = user.has_perm(ANSWERS)
    parts = parts_at_desk(care, user, now)
    acts = [(name, one, in_hand.get(name) or one.form()) for name, one in ACTS.items() if care.state in one.states]
    for name, _act, form in acts:
        form.auto_id = f"id_{name}_%s"  # several of them have the same fields
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Request %(number)s") % {"number": care.number},
        "opts": CareRequest._meta,
        "is_nav_sidebar_enabled": False,
        "care": care,
        "clock": clock,
        "measured": measured_answers(now=now),
        "steps": steps_of(care, clock),
        "told": told(needs_of(care, on=today_of(care.person, care.sent_at or now)), plan=care.person.family.plan),
        "acts": acts if may else [],
        "correct_form": in_hand.get("correct") or _correct_form(care) if may and care.is_open else None,
        "is_correcting": "correct" in in_hand,
        "talk": care.messages.select_related("by").prefetch_related("documents__stored"),
        "documents": DOCUMENTS.of(care) if user.has_perms(PAPERS) else None,
        "parts": parts,
        "trail": AuditEntry.objects.filter(object_type="approvals.carerequest", object_id=str(care.pk))[:TRAIL],
    }
    return render(request, "admin/approvals/request/screen.html", context, status=status)


def _correct_form(care: CareRequest, data: Any = None) -> CorrectForm:
    fields = {name: getattr(care, name) for name in CorrectForm.base_fields}
    return CorrectForm(data, care=care, initial=fields)


@desk_may(*SEES, ANSWERS)
@require_POST
def act(request: HttpRequest, request_id: UUID, name: str) -> HttpResponse:
    """One act of the table above, or facts corrected. Raises Http404 for one there is not."""
    care = get_object_or_404(seen_by(colleague(request)), pk=request_id)
    correcting = name == "correct"
    if not correcting and name not in ACTS:
        raise Http404
    form = _correct_form(care, request.POST) if correcting else ACTS[name].form(request.POST)
    if form.is_valid():
        who: dict[str, Any] = {"request_id": care.pk, "by": colleague(request), "now": timezone.now()}
        try:
            if correcting:
                handling.correct_request(facts=form.cleaned_data, **who)
                messages.success(request, _("Corrected."))
            else:
                ACTS[name].verb(**form.cleaned_data, **who)
                messages.success(request, str(ACTS[name].done))
            return redirect("admin:approvals_carerequest_change", care.pk)
        except RequestRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    care = get_object_or_404(seen_by(colleague(request)), pk=request_id)
    if not correcting and care.state not in ACTS[name].states:  # somebody else was first
        for said in form.non_field_errors():
            messages.error(request, str(said))
        return redirect("admin:approvals_carerequest_change", care.pk)
    return shown(request, care, status=422, **{name: form})


def _paper(request: HttpRequest, request_id: UUID, document_id: UUID) -> RequestDocument:
    care = get_object_or_404(seen_by(colleague(request)), pk=request_id)
    return get_object_or_404(DOCUMENTS.of(care), pk=document_id)


@desk_may(*PAPERS)
@require_safe
def document(request: HttpRequest, request_id: UUID, document_id: UUID) -> HttpResponseBase:
    """One document of a sent request."""
    found = _paper(request, request_id, document_id)
    record(act="requestdocument.read", by=colleague(request), about=found, now=timezone.now(), request=request)
    return answer(found.stored, filename="document", media_type=found.stored.media_type, inline=True)


@desk_may(*PAPERS)
@require_safe
def picture(request: HttpRequest, request_id: UUID, document_id: UUID) -> HttpResponseBase:
    """The first page of one, to be seen beside the facts."""
    found = _paper(request, request_id, document_id)
    record(act="requestdocument.read", by=colleague(request), about=found, now=timezone.now(), request=request)
    if found.stored.media_type != MediaType.PDF:
        return answer(found.stored, filename="document", media_type=found.stored.media_type, inline=True)
    try:
        return answer(page_picture(found.stored, 1), filename="page", media_type="image/jpeg", inline=True)
    except PageMissing:
        raise Http404 from None
