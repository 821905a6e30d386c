"""One conversation on one screen of the desk, and what one does with it: each act a form and one verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from portal.help import handling
from portal.help.admin import forms
from portal.help.calls import log_call
from portal.help.clock import PROMISED_DAYS, clock_of, measured_answers
from portal.help.models import Enquiry, MessageDocument, PhoneCall, ReadyText
from portal.help.models.enquiry import EnquiryQuerySet
from portal.help.refusals import EnquiryRefused
from portal.members.audit import record
from portal.members.desk import colleague, desk_may
from portal.members.models import AuditEntry, User
from portal.vault.serving import answer

SEES, ANSWERS, ALL_TEAMS = "help.view_enquiry", "help.answer_enquiry", "help.change_enquiry"
TRAIL = 30
State = Enquiry.State


@transaction.atomic
def call_about(*, enquiry_id: UUID, settles: bool, **facts: Any) -> PhoneCall:
    """A call about this conversation, which may end it. Raises NotThatCheck, NotWaiting."""
    enquiry = Enquiry.objects.select_related("person").get(pk=enquiry_id)
    call = log_call(person=enquiry.person, enquiry=enquiry, **facts)
    if settles:
        handling.close(enquiry_id=enquiry_id, **{name: facts[name] for name in ("by", "now", "request")})
    return call


@dataclass(frozen=True)
class Act:
    """A form, the verb it fills, when it can be done, its button, and what is said afterwards."""

    form: type[forms.DeskForm]
    verb: Callable[..., object]
    fits: Callable[[Enquiry], bool]
    button: Promise
    done: Promise


def _lasts(enquiry: Enquiry) -> bool:
    return enquiry.state != State.MERGED


def _known(enquiry: Enquiry) -> bool:
    return _lasts(enquiry) and enquiry.person is not None


def _unconfirmed(enquiry: Enquiry) -> bool:
    return _lasts(enquiry) and enquiry.messages.filter(confirmed=False).exists()


def _rests(enquiry: Enquiry) -> bool:
    return enquiry.state in (State.ANSWERED, State.CLOSED) and enquiry.person is not None


def _may_close(enquiry: Enquiry) -> bool:
    return _lasts(enquiry) and enquiry.state != State.CLOSED


ACTS: Mapping[str, Act] = {
    "confirm": Act(
        forms.ConfirmForm,
        handling.confirm_sender,
        _unconfirmed,
        gettext_lazy("The member wrote this: I made sure"),
        gettext_lazy("Confirmed. It stands among the member's messages now."),
    ),
    "answer": Act(
        forms.AnswerForm, handling.answer, _known, gettext_lazy("Answer"), gettext_lazy("The member is told.")
    ),
    "note": Act(forms.NoteForm, handling.note, _lasts, gettext_lazy("Add a note"), gettext_lazy("Noted.")),
    "hand-over": Act(
        forms.HandOverForm, handling.hand_over, _lasts, gettext_lazy("Hand over"), gettext_lazy("Handed over.")
    ),
    "call": Act(forms.CallForm, call_about, _lasts, gettext_lazy("Write down a call"), gettext_lazy("Written down.")),
    "merge": Act(forms.MergeForm, handling.merge, _known, gettext_lazy("Join with another"), gettext_lazy("Joined.")),
    "close": Act(forms.DeskForm, handling.close, _may_close, gettext_lazy("Close"), gettext_lazy("Closed.")),
    "reopen": Act(
        forms.DeskForm, handling.reopen, _rests, gettext_lazy("Open again"), gettext_lazy("It waits for us again.")
    ),
}


def seen_by(user: User) -> EnquiryQuerySet:
    """Sent conversations that this colleague may see: all of them, or those in the hands of her team."""
    found = Enquiry.objects.sent().select_related("person__family", "merged_into")
    if user.has_perm(ALL_TEAMS):
        return found
    groups = set(user.groups.values_list("name", flat=True))
    return found.filter(team__in=[team for team, role in handling.TEAM_ROLES.items() if role in groups])


def shown(request: HttpRequest, enquiry: Enquiry, *, status: int = 200, **in_hand: Any) -> HttpResponse:
    """The one screen, perhaps with a form in hand under its act's name, or a ready answer in the field."""
    now = timezone.now()
    may = request.user.has_perm(ANSWERS)
    texts = ReadyText.objects.filter(answer__in_use=True, language=enquiry.language).select_related("answer")
    asked = _uuid(request.GET.get("ready", ""))
    ready = texts.filter(pk=asked).first() if asked else None
    offered = {"answer": {"words": ready.words}} if ready else {}
    acts = [
        (name, one, in_hand.get(name) or one.form(enquiry=enquiry, initial=offered.get(name)))
        for name, one in ACTS.items()
        if may and one.fits(enquiry)
    ]
    for name, _act, form in acts:
        form.auto_id = f"id_{name}_%s"  # several of them have the same fields
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Enquiry %(number)s") % {"number": enquiry.number},
        "opts": Enquiry._meta,
        "is_nav_sidebar_enabled": False,
        "enquiry": enquiry,
        "clock": clock_of(enquiry, now=now),
        "promised": PROMISED_DAYS,
        "measured": measured_answers(now=now),
        "talk": enquiry.messages.sent().select_related("by", "mail").prefetch_related("documents__stored"),
        "calls": enquiry.calls.select_related("by", "check_made"),
        "call_back": getattr(enquiry, "call_back", None),
        "acts": acts,
        "ready": texts.order_by("answer__topic", "answer__name"),
        "is_offered": ready is not None,
        "others": _others(enquiry),
        "trail": AuditEntry.objects.filter(object_type="help.enquiry", object_id=str(enquiry.pk))[:TRAIL],
    }
    return render(request, "admin/help/enquiry/screen.html", context, status=status)


def _others(enquiry: Enquiry) -> EnquiryQuerySet:
    """What else of this member waits: perhaps the same, sent twice."""
    if enquiry.person is None:
        return Enquiry.objects.none()
    return Enquiry.objects.open().filter(person=enquiry.person).exclude(pk=enquiry.pk)[:10]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@desk_may(SEES, ANSWERS)
@require_POST
def act(request: HttpRequest, enquiry_id: UUID, name: str) -> HttpResponse:
    """One act of the table above. Raises Http404 for one there is not."""
    enquiry, known = get_object_or_404(seen_by(colleague(request)), pk=enquiry_id), ACTS.get(name)
    if known is None:
        raise Http404
    form = known.form(request.POST, enquiry=enquiry)
    if form.is_valid():
        who: dict[str, Any] = {"by": colleague(request), "now": timezone.now(), "request": request}
        try:
            known.verb(enquiry_id=enquiry.pk, **form.cleaned_data, **who)
            messages.success(request, str(known.done))
            return back(request, enquiry_id)
        except EnquiryRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    enquiry = get_object_or_404(seen_by(colleague(request)), pk=enquiry_id)
    if not known.fits(enquiry):  # somebody else was first
        for said in form.non_field_errors():
            messages.error(request, str(said))
        return back(request, enquiry_id)
    return shown(request, enquiry, status=422, **{name: form})


def back(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """To the screen; to the queue when it went to another team."""
    if seen_by(colleague(request)).filter(pk=enquiry_id).exists():
        return redirect("admin:help_enquiry_change", enquiry_id)
    return redirect("admin:help_enquiry_changelist")


@desk_may(SEES)
@require_safe
def document(request: HttpRequest, enquiry_id: UUID, document_id: UUID) -> HttpResponseBase:
    """One document of a conversation that she sees."""
    enquiry = get_object_or_404(seen_by(colleague(request)), pk=enquiry_id)
    sent = MessageDocument.objects.filter(message__enquiry=enquiry, message__at__isnull=False)
    found = get_object_or_404(sent.select_related("stored", "message__enquiry__person"), pk=document_id)
    record(act="messagedocument.read", by=colleague(request), about=found, now=timezone.now(), request=request)
    return answer(found.stored, filename="document", media_type=found.stored.media_type, inline=True)
