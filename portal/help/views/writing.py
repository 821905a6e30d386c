"""A message: written, kept, with documents, sent; and a call asked for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.attachments.pages import DocumentPages
from portal.help import calls, writing
from portal.help.forms import AttachForm, CallBackForm, MessageForm, NewForm, today_in
from portal.help.models import Message
from portal.help.refusals import AlreadySent, EnquiryRefused
from portal.help.views.loading import draft_of, enquiry_of
from portal.members.access import MemberRequest, member_required
from portal.members.unsent import keeps_unsent, kept_fields


@keeps_unsent
@member_required
def new(request: MemberRequest) -> HttpResponseBase:
    """Topic and words; sent at once, or kept as a draft that takes documents."""
    now = timezone.now()
    form = NewForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" and (kept := kept_fields(request, now=now)):
        form = NewForm(initial=kept.dict())
    if request.method == "POST" and form.is_valid():
        language = get_language() or request.person.language
        try:
            draft = writing.begin(
                person=request.person, **form.cleaned_data, language=language, by=request.user, now=now
            )
            return onwards(request, draft)
        except AlreadySent as refusal:
            messages.info(request, refusal.message)
            return redirect("help:enquiries")
        except EnquiryRefused as refusal:
            form.add_error(refusal.field or None, refusal.message)
    return render(request, "help/new.html", {"form": form})


def onwards(request: MemberRequest, draft: Message) -> HttpResponseBase:
    """Where the button leads: to the documents, or to what was sent. Raises EnquiryRefused."""
    if "send" not in request.POST:
        return redirect("help:documents", message_id=draft.pk)
    sent = writing.send(message_id=draft.pk, by=request.user, now=timezone.now())
    messages.success(request, _("Your message is with us."))
    return redirect("help:enquiry", enquiry_id=sent.enquiry_id)


@keeps_unsent
@member_required
def words(request: MemberRequest, message_id: UUID) -> HttpResponseBase:
    """A draft again."""
    draft = draft_of(request, message_id)
    if draft.at is not None:
        return redirect("help:enquiry", enquiry_id=draft.enquiry_id)
    form = MessageForm(request.POST if request.method == "POST" else None, initial={"words": draft.words})
    if request.method != "POST" and (kept := kept_fields(request, now=timezone.now())):
        form = MessageForm(initial=kept.dict())
    if request.method == "POST" and form.is_valid():
        try:
            writing.write(message_id=draft.pk, words=form.cleaned_data["words"], now=timezone.now())
            return onwards(request, draft)
        except EnquiryRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return render(request, "help/words.html", {"form": form, "message": draft, "enquiry": draft.enquiry})


@keeps_unsent
@member_required
def send(request: MemberRequest, message_id: UUID) -> HttpResponseBase:
    """The draft as it stands, with its documents; who comes here from the sign-in page looks at it once more."""
    draft = draft_of(request, message_id)
    if request.method != "POST":
        return redirect("help:documents", message_id=draft.pk)
    try:
        writing.send(message_id=draft.pk, by=request.user, now=timezone.now())
    except EnquiryRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("help:words", message_id=draft.pk)
    messages.success(request, _("Your message is with us."))
    return redirect("help:enquiry", enquiry_id=draft.enquiry_id)


@member_required
def discard(request: MemberRequest, message_id: UUID) -> HttpResponseBase:
    draft = draft_of(request, message_id)
    if request.method != "POST" or draft.at is not None:
        return redirect("help:words", message_id=draft.pk)
    writing.discard(message_id=draft.pk, by=request.user, now=timezone.now())
    messages.info(request, _("The draft was thrown away. Nothing of it was kept."))
    return redirect("help:enquiries")


@keeps_unsent
@member_required
def reply(request: MemberRequest, enquiry_id: UUID) -> HttpResponseBase:
    """One more message in a conversation; what was typed when the session had ended is here again."""
    enquiry, form = enquiry_of(request, enquiry_id), MessageForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        kept = kept_fields(request, now=timezone.now())
        form = MessageForm(initial=kept.dict() if kept else None)
    elif form.is_valid():
        try:
            draft = writing.reply(
                enquiry_id=enquiry.pk, words=form.cleaned_data["words"], by=request.user, now=timezone.now()
            )
            return onwards(request, draft)
        except EnquiryRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return render(request, "help/words.html", {"form": form, "enquiry": enquiry, "message": None})


@keeps_unsent
@member_required
def call_back(request: MemberRequest) -> HttpResponseBase:
    """When and where to call."""
    now, country = timezone.now(), request.person.family.residence
    asks: dict[str, Any] = {"country": country, "today": today_in(country, now)}
    form = CallBackForm(request.POST if request.method == "POST" else None, **asks)
    form.fields["language"].initial = get_language()
    if request.method != "POST" and (kept := kept_fields(request, now=now)):
        form = CallBackForm(initial=kept.dict(), **asks)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            asked = calls.ask_call(person=request.person, hour=facts.pop("window"), **facts, by=request.user, now=now)
            messages.success(request, _("We call you then."))
            return redirect("help:enquiry", enquiry_id=asked.pk)
        except EnquiryRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return render(request, "help/call_back.html", {"form": form})


def _is_open(message: Message) -> bool:
    return message.at is None


PAGES = DocumentPages(
    custody=writing.DOCUMENTS,
    space="help",
    name="message",
    load=draft_of,
    is_open=_is_open,
    leave="sent",
    sent=AlreadySent,
    refused=EnquiryRefused,
    template="help/documents.html",
    form=AttachForm,
)


@member_required
def sent(request: MemberRequest, message_id: UUID) -> HttpResponseBase:
    """Where a draft led: to its conversation."""
    return redirect("help:enquiry", enquiry_id=draft_of(request, message_id).enquiry_id)
