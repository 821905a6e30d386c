"""Her requests: the list, one of them with its clock and its messages, and what she can still do with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.beside import parts_on_request
from approvals.clock import clock_of, measured_answers
from approvals.forms import MessageForm
from approvals.handling import answer_desk
from approvals.models import CareRequest, RequestRules
from approvals.needs import needs_of
from approvals.refusals import Ended, RequestRefused
from approvals.requests import DOCUMENTS, today_of, withdraw_request
from approvals.telling import told
from approvals.timeline import steps_of
from approvals.views.loading import one_of, requests_of, urgent_line
from portal.attachments import arriving
from portal.attachments.pages import take_documents
from portal.members.access import MemberRequest, looked_at, member_required
from portal.members.unsent import keeps_unsent
from portal.vault.serving import answer

MOST = 100


@member_required
@require_safe
def requests(request: MemberRequest) -> HttpResponse:
    """All of them, the latest first, with what is promised and what is measured."""
    found = requests_of(request).order_by("-created_at")[:MOST]
    looked_at(request, *(care.person for care in found))
    context = {
        "requests": found,
        "rules": RequestRules.objects.in_force(),
        "measured": measured_answers(now=timezone.now()),
        **urgent_line(request.person),
    }
    return render(request, "approvals/list.html", context)


@keeps_unsent
@member_required
def one(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """A sent request; a POST is a message to the desk."""
    care = one_of(request, request_id)
    if care.state == CareRequest.State.DRAFT:
        return redirect("approvals:check", request_id=care.pk)
    form, status = MessageForm(), 200
    if request.method == "POST" and not care.is_open:
        messages.warning(request, Ended().message)
        return redirect("approvals:request", request_id=care.pk)
    if request.method == "POST":
        form = MessageForm(request.POST, request.FILES)
        full = _say(request, care, form) if form.is_valid() else False
        if not form.errors:
            messages.success(request, _("Your message is with us."))
            return redirect("approvals:request", request_id=care.pk)
        status = arriving.NO_ROOM if full else 200
        care = one_of(request, request_id)
    return render(request, "approvals/request.html", page_of(request, care, form=form), status=status)


def _say(request: MemberRequest, care: CareRequest, form: MessageForm) -> bool:
    """Write the message and take its files; errors land on the form. True when there was no room for one."""
    now = timezone.now()
    try:
        said = answer_desk(request_id=care.pk, words=form.cleaned_data["words"], by=request.user, now=now)
    except RequestRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    if not form.cleaned_data["documents"]:
        return False
    _taken, full = take_documents(
        request=request,
        form=form,
        add=lambda upload, by, at: DOCUMENTS.add(parent_id=care.pk, upload=upload, by=by, now=at, message=said),
        refused=RequestRefused,
        now=now,
    )
    return full


def page_of(request: MemberRequest, care: CareRequest, *, form: MessageForm) -> dict[str, Any]:
    """What the page of a sent request shows."""
    now = timezone.now()
    clock = clock_of(care, rules=RequestRules.objects.in_force(), now=now)
    sent_on = today_of(care.person, care.sent_at or now)
    return {
        "care": care,
        "form": form,
        "clock": clock,
        "steps": steps_of(care, clock),
        "told": told(needs_of(care, on=sent_on), plan=care.person.family.plan),
        "documents": DOCUMENTS.of(care),
        "talk": care.messages.select_related("by__person").prefetch_related("documents__stored"),
        "pause": next((one for one in care.pauses.all() if one.ended_at is None), None),
        "measured": measured_answers(now=now),
        "beside": parts_on_request(care, request.person, now),
        **urgent_line(request.person),
    }


@member_required
def withdraw(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """She does not want it any more."""
    care = one_of(request, request_id)
    if request.method == "POST" and care.state != CareRequest.State.DRAFT:
        try:
            withdraw_request(request_id=care.pk, by=request.user, now=timezone.now())
            messages.info(request, _("The request is withdrawn."))
        except RequestRefused as refusal:
            messages.warning(request, refusal.message)
    return redirect("approvals:request", request_id=care.pk)


@member_required
@require_safe
def document(request: MemberRequest, request_id: UUID, document_id: UUID) -> HttpResponseBase:
    """A document of a request she may see."""
    stored = get_object_or_404(DOCUMENTS.of(one_of(request, request_id)), pk=document_id).stored
    return answer(stored, filename=stored.original_name, media_type=stored.media_type, inline=True)
