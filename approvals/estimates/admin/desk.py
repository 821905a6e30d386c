"""One screen for the estimates of a request: papers beside the form, links, and all that came."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.estimates.drafts import Said
from approvals.estimates.entry import Entry, judged, shown, typed_in
from approvals.estimates.forms import AskForm, KeyForm
from approvals.estimates.links import make_link, revoke_link
from approvals.estimates.models import CostEstimate, EstimateLink
from approvals.estimates.planning import newest_estimates
from approvals.estimates.receiving import key_in
from approvals.estimates.refusals import EstimateRefused
from approvals.estimates.showing import KEYS, estimates_shown, links_shown
from approvals.estimates.views.filling import day_there, first_guess
from approvals.models import CareRequest, RequestDocument
from portal.members.desk import colleague, desk_may

SEES = "estimates.view_costestimate"
ASKED = "id_asked_%s"  # the form of a link, whose fields the estimate beside it has too


def care_of(request_id: UUID) -> CareRequest:
    """A sent request as this desk loads it. Raises Http404."""
    known = CareRequest.objects.sent().select_related("person__family", "provider")
    return get_object_or_404(known, pk=request_id)


def _entry(care: CareRequest, said: Said | None, *, is_judged: bool = False) -> Entry:
    facts: dict[str, Any] = {"form": KeyForm, "today": day_there(care), "earlier": newest_estimates(care)}
    if is_judged and said:
        return judged(care, said, **facts)
    guess = Said({**first_guess(care), "provider_name": care.place, "source": CostEstimate.Source.PAPER})
    return shown(care, said or guess, **facts)


def screen(request: HttpRequest, care: CareRequest, *, status: int = 200, **in_hand: Any) -> HttpResponse:
    """The screen, perhaps with a form in hand."""
    entry: Entry = in_hand.pop("entry", None) or _entry(care, None)
    first = {"provider_name": care.place, "language": care.language}
    first["email"] = care.provider.email if care.provider else ""
    context = {
        **admin.site.each_context(request),
        "title": _("Cost estimates of request %(number)s") % {"number": care.number},
        "opts": CostEstimate._meta,
        "care": care,
        "estimates": estimates_shown(care, all_of_them=True),
        "links": links_shown(care, now=timezone.now()),
        "papers": RequestDocument.objects.filter(request=care).select_related("stored"),
        "form": entry.head,
        "formset": entry.lines,
        "ask_form": AskForm(initial=first, auto_id=ASKED),
        "may": request.user.has_perm(KEYS) and care.is_open,
        "is_nav_sidebar_enabled": False,
        **in_hand,
    }
    return render(request, "admin/estimates/of_request.html", context, status=status)


@desk_may(SEES)
@require_safe
def of_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """All estimates of a request."""
    return screen(request, care_of(request_id))


@desk_may(SEES, KEYS)
@require_POST
def key(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """A line more or less, or the estimate as it is keyed in."""
    care = care_of(request_id)
    said, place = typed_in(_entry(care, None).head, request.POST), request.POST.get("remove", "")
    if "add" in request.POST:
        return screen(request, care, entry=_entry(care, said.with_line()))
    if place.isascii() and place.isdecimal():
        return screen(request, care, entry=_entry(care, said.without_line(int(place[:4]))))
    entry = _entry(care, said, is_judged=True)
    if not entry.is_whole():
        return screen(request, care, status=422, entry=entry)
    facts = dict(entry.head.cleaned_data)
    replaces = facts.pop("replaces")
    try:
        done = key_in(
            request_id=care.pk,
            source=facts.pop("source"),
            provider_name=facts.pop("provider_name"),
            replaces=UUID(replaces) if replaces else None,
            facts=facts,
            lines=entry.lines.kept(),
            language=get_language() or care.language,
            by=colleague(request),
            now=timezone.now(),
            request=request,
        )
    except EstimateRefused as refusal:
        entry.head.add_error(None, refusal.message)
        return screen(request, care, status=422, entry=entry)
    messages.success(request, _("Estimate %(number)s is keyed in. The member is told.") % {"number": done.number})
    return redirect("admin:estimates_costestimate_of", care.pk)


@desk_may(SEES, KEYS)
@require_POST
def make(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """A link, mailed to the provider or read out on the phone; its address is shown once."""
    care, form = care_of(request_id), AskForm(request.POST, auto_id=ASKED)
    if form.is_valid():
        said, by = form.cleaned_data, colleague(request)
        facts: dict[str, Any] = {"by": by, "now": timezone.now(), "request": request, "send": bool(said["email"])}
        try:
            _link, token = make_link(request_id=care.pk, **said, **facts)
        except EstimateRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("The address is below. It is shown once."))
            address = settings.SITE_URL + reverse("estimates:fill", args=[token])
            return screen(request, care_of(request_id), address=address)
    return screen(request, care, status=422, ask_form=form)


@desk_may(SEES, KEYS)
@require_POST
def revoke(request: HttpRequest, request_id: UUID, link_id: UUID) -> HttpResponse:
    """End a link before its time."""
    link = get_object_or_404(EstimateLink, pk=link_id, request=care_of(request_id))
    revoke_link(link_id=link.pk, by=colleague(request), now=timezone.now(), request=request)
    messages.success(request, _("The link is ended. Nothing can be entered on it any more."))
    return redirect("admin:estimates_costestimate_of", request_id)
