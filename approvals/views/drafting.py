"""A new request, page by page; each keeps what it was given at once."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from approvals.forms import CareForm, NewForm, SendForm, WhereForm
from approvals.models import CareRequest
from approvals.needs import kind_for, needs_of
from approvals.refusals import RequestRefused
from approvals.requests import (
    DOCUMENTS,
    begin_request,
    discard_request,
    is_short,
    send_request,
    today_of,
    write_request,
)
from approvals.special_forms import FORMS
from approvals.telling import told
from approvals.views.loading import of_a_draft, urgent_line
from portal.benefits.plans import load_plan
from portal.members.access import MemberRequest, member_required, people_seen
from portal.members.models import Purpose
from portal.members.unsent import keeps_unsent, kept_fields
from providers.models import Provider
from providers.search import Wish, find

MOST_FOUND = 8
WHERE = ("provider_name", "provider_city", "provider_country", "provider_contact")


@keeps_unsent
@member_required
def new(request: MemberRequest) -> HttpResponse:
    """Who and what; `?provider=`, `?benefit=`, `?estimated=` and `?currency=` come from the page she pressed on."""
    now = timezone.now()
    people = people_seen(request, Purpose.CARE)
    initial = {"form_key": uuid4(), "person": request.person, **_asked(request)}
    form = NewForm(request.POST if request.method == "POST" else None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        who = {"form_key": form.cleaned_data["form_key"], "person": form.cleaned_data["person"]}
        language = get_language() or request.person.language
        try:
            care = begin_request(**who, language=language, by=request.user, now=now, **form.facts())
            return redirect("approvals:where", request_id=care.pk)
        except RequestRefused as refusal:  # the very form was sent before, and the request too
            form.add_error(None, refusal.message)
    context = {"form": form, **urgent_line(request.person), "provider": _provider(initial.get("provider"))}
    return render(request, "approvals/new.html", context)


def _asked(request: MemberRequest) -> dict[str, Any]:
    """What the address fills in, as far as it is something."""
    asked: dict[str, Any] = {}
    if provider := _provider(request.GET.get("provider")):
        asked["provider"] = provider.pk
    plan, benefit = request.person.family.plan, request.GET.get("benefit", "")
    if benefit in load_plan(plan).rows:
        asked |= {"benefit": benefit, "kind": kind_for(plan, benefit)}
    asked |= {name: request.GET[name][:20] for name in ("estimated", "currency") if name in request.GET}
    return asked


def _provider(provider_id: Any) -> Provider | None:
    try:
        return Provider.objects.filter(pk=UUID(str(provider_id))).first() if provider_id else None
    except ValueError:
        return None


@of_a_draft
def where(request: MemberRequest, care: CareRequest) -> HttpResponse:
    """Where: chosen from the list (`chosen`), or written."""
    now, posted = timezone.now(), request.method == "POST"
    if posted and "chosen" in request.POST:
        listed = _provider(request.POST["chosen"])
        facts: dict[str, Any] = {"provider": listed, **(dict.fromkeys(WHERE, "") if listed else {})}
        write_request(request_id=care.pk, facts=facts, now=now)
        return redirect("approvals:care" if listed else "approvals:where", request_id=care.pk)
    initial = {name: getattr(care, name) for name in WHERE}
    initial["provider_country"] = care.provider_country or care.person.family.residence
    form = WhereForm(request.POST if posted else None, initial=_or_kept(request, initial))
    if posted and form.is_valid():
        write_request(request_id=care.pk, facts={**form.cleaned_data, "provider": None}, now=now)
        return redirect("approvals:care", request_id=care.pk)
    text = "" if posted else request.GET.get("q", "")[:100]
    context = {"care": care, "form": form, "q": text, "found": _found(care, text)}
    return render(request, "approvals/where.html", context)


def _found(care: CareRequest, text: str) -> list[Provider]:
    """Providers of the list by what was typed: where the family lives, and anywhere when there is nobody."""
    if not text.strip():
        return []
    for country in (care.person.family.residence, ""):
        hits = find(Wish(query=text, country=country), per_page=MOST_FOUND).hits
        if hits:
            known = Provider.objects.in_bulk([hit.provider for hit in hits])
            return [known[hit.provider] for hit in hits if hit.provider in known]
    return []


def _or_kept(request: MemberRequest, initial: dict[str, Any]) -> dict[str, Any]:
    """What was typed when the session had ended, else what is stored."""
    kept: QueryDict | None = None if request.method == "POST" else kept_fields(request, now=timezone.now())
    return {**initial, **kept.dict()} if kept else initial


@of_a_draft
def care(request: MemberRequest, care: CareRequest) -> HttpResponse:
    """When and what; where a kind of care has a short form, that asks it."""
    if care.kind in FORMS:
        return redirect("prior:short", request_id=care.pk)
    fields = tuple(CareForm.base_fields)
    initial = _or_kept(request, {name: getattr(care, name) for name in fields})
    form = CareForm(request.POST if request.method == "POST" else None, care=care, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            write_request(request_id=care.pk, facts=form.cleaned_data, now=timezone.now())
            return redirect("approvals:documents", request_id=care.pk)
        except RequestRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return render(request, "approvals/care.html", {"care": care, "form": form, **urgent_line(request.person)})


@of_a_draft
def check(request: MemberRequest, care: CareRequest) -> HttpResponse:
    """All of it once more, what the plan asks for, and the button."""
    now, today = timezone.now(), today_of(care.person, timezone.now())
    seen = {"checked": care.changed_at.isoformat()}
    form = SendForm(request.POST if request.method == "POST" else None, initial=seen)
    if request.method == "POST" and form.is_valid():
        try:
            send_request(request_id=care.pk, **form.cleaned_data, by=request.user, now=now)
            return redirect("approvals:request", request_id=care.pk)
        except RequestRefused as refusal:
            form.add_error(None, refusal.message)
            form.data = {**request.POST.dict(), **seen}  # what is shown below is what she confirms next
    context = {
        "care": care,
        "form": form,
        "documents": DOCUMENTS.of(care),
        "told": told(needs_of(care, on=today), plan=care.person.family.plan),
        "is_short": is_short(care, today=today),
        "rules": load_plan(care.person.family.plan).rules,
        **urgent_line(request.person),
    }
    return render(request, "approvals/check.html", context)


@of_a_draft
def discard(request: MemberRequest, care: CareRequest) -> HttpResponseBase:
    if request.method == "POST":
        discard_request(request_id=care.pk, by=request.user, now=timezone.now())
        messages.info(request, _("The request was thrown away. Nothing of it was kept."))
        return redirect("approvals:list")
    return redirect("approvals:check", request_id=care.pk)
