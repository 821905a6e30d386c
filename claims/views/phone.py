"""A claim written on a phone without a line: the page for it, and the talk with its script when the line is back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.forms import InvoicesForm, LineForm, SendForm
from claims.models import Claim
from claims.phone import send_if_clear, take_in
from claims.phone_forms import PhoneDoneForm, PhoneForm
from claims.views.loading import draft, member_day
from portal.entitlements.choices import benefit_choices
from portal.members.access import MemberRequest, member_required, people_seen, people_seen_by
from portal.members.days import own_day
from portal.members.models import Person, User
from portal.offline.everybody import for_everybody
from portal.offline.keeping import keeps
from portal.offline.pages import OfflinePage, opens_offline

SOMEBODY_ELSE = 409


def page_html() -> str:
    """The form, with nothing of anybody: people and kinds of care come from what the phone keeps."""
    form = LineForm(today=timezone.localdate(), country="", currency="", plan=settings.DEFAULT_PLAN)
    form.offer("benefit", [("", _("Choose"))])
    for name in ("country", "currency"):
        form.offer(name, [("", _("Choose")), *form.fields[name].choices])  # type: ignore[attr-defined]
    context = {
        "form": form,
        "files": InvoicesForm(),
        "true": SendForm.base_fields["true"].label,
        "administrator": settings.ADMINISTRATOR,
        "most": settings.DOCUMENTS_MAX,
        "bytes": settings.DOCUMENT_MAX_BYTES,
    }
    return render_to_string("claims/phone.html", context)


opens_offline(OfflinePage("claims:phone", page_html, ("claims:new",), ("offline/claim.js",)))


@for_everybody
def page(request: HttpRequest) -> HttpResponse:
    """The form itself, as it is kept on the phone."""
    return HttpResponse(page_html())


@keeps("claim")
def to_keep(person: Person, user: User, now: datetime) -> dict[str, Any]:
    """What the form needs of a member: for whom she may claim, and what her plan calls each kind of care."""
    family = person.family
    return {
        "people": [[str(one.pk), one.full_name] for one in people_seen_by(person, own_day(person, now))],
        "kinds": benefit_choices(family.plan),
        "country": family.duty_station,
        "currency": family.currency,
        "take": reverse("claims:phone_take"),
    }


@require_POST
@member_required
def take(request: MemberRequest) -> HttpResponse:
    """The claim as it was written; the answer says where its files go. Repeated, it is the same claim."""
    now = timezone.now()
    form = PhoneForm(request.POST, people=people_seen(request))
    if not form.is_valid():
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"error": " ".join(sentences)})
    fields = form.cleaned_data
    if fields["owner"] != request.person.pk:
        return JsonResponse({}, status=SOMEBODY_ELSE)
    facts: dict[str, Any] = {"typed": form.typed(), "today": member_day(fields["patient"], now)}
    claim = take_in(form_key=fields["form_key"], patient=fields["patient"], **facts, by=request.user, now=now)
    return JsonResponse(_where(claim))


@require_POST
@member_required
def done(request: MemberRequest, claim_id: UUID) -> HttpResponse:
    """All of it is here: sent if she asked for that and nothing is open; else it waits for her as any draft does."""
    claim, now = draft(request, claim_id), timezone.now()
    form = PhoneDoneForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": _("Something of this claim was lost on the way. Check it here.")})
    was_draft = claim.state == Claim.State.DRAFT
    if was_draft and form.cleaned_data["true"]:
        today, keys = member_day(claim.patient, now), form.cleaned_data["keys"]
        claim = send_if_clear(claim_id=claim.pk, keys=keys, today=today, by=request.user, now=now)
    if claim.state != Claim.State.DRAFT and was_draft:
        messages.success(request, _("The claim that you wrote without a connection is sent."))
    elif was_draft:
        messages.info(request, _("The claim that you wrote without a connection is here. Check it, then send it."))
    return JsonResponse(_where(claim))


def _where(claim: Claim) -> dict[str, str]:
    """Where the phone goes on; `sent` alone when there is nothing more to do."""
    if claim.state != Claim.State.DRAFT:
        return {"sent": reverse("claims:status", args=[claim.pk])}
    names = {"begin": "claims:begin_parts", "done": "claims:phone_done", "check": "claims:check"}
    return {key: reverse(name, args=[claim.pk]) for key, name in names.items()}
