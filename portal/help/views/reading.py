"""Conversations: the list with their state, one of them, its documents."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.help.clock import PROMISED_DAYS, clock_of, measured_answers
from portal.help.forms import MessageForm
from portal.help.models import Enquiry, Message, MessageDocument
from portal.help.views.loading import enquiry_of
from portal.members.access import MemberRequest, member_required
from portal.vault.serving import answer

PER_PAGE = 20


@member_required
@require_safe
def enquiries(request: MemberRequest) -> HttpResponse:
    """Hers, the latest first."""
    found = Enquiry.objects.of(request.person).order_by("-changed_at")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "help/enquiries.html", {"page": page})


@member_required
@require_safe
def enquiry(request: MemberRequest, enquiry_id: UUID) -> HttpResponseBase:
    """What was said, in its order; a draft leads to where it is written, a joined one to the other."""
    joined = Enquiry.objects.filter(person=request.person, pk=enquiry_id, merged_into__isnull=False).first()
    if joined:
        return redirect("help:enquiry", enquiry_id=joined.merged_into_id)
    found = enquiry_of(request, enquiry_id)
    draft = found.messages.drafts().filter(by=request.user).first()
    if draft and found.state == Enquiry.State.DRAFT:
        return redirect("help:words", message_id=draft.pk)
    now = timezone.now()
    talk = list(found.messages.shown().select_related("by").prefetch_related("documents__stored"))
    context = {
        "enquiry": found,
        "talk": talk,
        "answered": next((one for one in reversed(talk) if one.kind == Message.Kind.ANSWER), None),
        "draft": draft,
        "form": MessageForm(),
        "clock": clock_of(found, now=now),
        "call_back": getattr(found, "call_back", None),
        "promised": PROMISED_DAYS,
        "measured": measured_answers(now=now),
    }
    return render(request, "help/enquiry.html", context)


@member_required
@require_safe
def document(request: MemberRequest, enquiry_id: UUID, document_id: UUID) -> HttpResponseBase:
    found = enquiry_of(request, enquiry_id)
    shown = MessageDocument.objects.filter(message__enquiry=found, message__confirmed=True).select_related("stored")
    stored = get_object_or_404(shown, pk=document_id).stored
    return answer(stored, filename=stored.original_name, media_type=stored.media_type, inline=True)
