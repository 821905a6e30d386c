"""The provider's pages: what it is about, lines and prices, check, receipt. Nobody signs in."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from approvals.estimates.choices import named, room_benefits
from approvals.estimates.drafts import OFFER, Said, said_of, write_draft
from approvals.estimates.entry import PREFIX, Entry, judged, shown, typed_in
from approvals.estimates.forms import CheckedForm
from approvals.estimates.links import open_link
from approvals.estimates.models import CostEstimate, EstimateLink
from approvals.estimates.patients import told_of
from approvals.estimates.receiving import entered, receive_estimate
from approvals.estimates.refusals import ChangedSince, NotWhole
from approvals.estimates.views.guarding import by_link, country_of, currency_of, whom_to_call
from approvals.models import CareRequest
from portal.benefits.money import ZERO
from portal.members.days import local_day

DRAFTS = CostEstimate.objects.select_related("link", "request__person__family", "request__provider")


def day_there(care: CareRequest) -> date:
    """The calendar day where the care is given."""
    return local_day(timezone.now(), country=country_of(care))


def draft_of(link: EstimateLink) -> CostEstimate | None:
    """What was begun on this link."""
    return DRAFTS.filter(link=link, received_at=None).first()


def first_guess(care: CareRequest) -> dict[str, Any]:
    """What the request says already, in a form not touched yet."""
    country = country_of(care)
    guess: dict[str, Any] = {"country": country, "currency": currency_of(country)}
    guess |= {"from_on": care.from_on, "until_on": care.until_on}
    if care.room in room_benefits(care):
        guess["room"] = care.room
    if care.from_on and care.until_on and care.until_on > care.from_on:
        guess["nights"] = (care.until_on - care.from_on).days
    return guess


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, link: EstimateLink, token: str) -> HttpResponse:
    """First what this is: opening the address alone writes nothing, for mail programs look at links too."""
    estimate, care = draft_of(link), link.request
    if estimate is None:
        if request.method == "POST":
            open_link(link_id=link.pk, now=timezone.now(), request=request)
            return redirect("estimates:fill", token=token)
        return render(request, "estimates/welcome.html", {**about(link, token), **whom_to_call(care)})
    today = day_there(care)
    if request.method == "POST" and f"{PREFIX}-TOTAL_FORMS" not in request.POST:
        return redirect("estimates:fill", token=token)  # "Begin" pressed in another window
    if request.method == "POST":
        return _keep(request, link, estimate, token, today)
    said = said_of(estimate)
    if "check" in request.GET:
        entry = judged(care, said, today=today)
        entry.is_whole()
    else:
        entry = shown(care, said if estimate.said else Said(first_guess(care)), today=today)
    return _page(request, link, entry, token)


def _keep(request: HttpRequest, link: EstimateLink, estimate: CostEstimate, token: str, today: date) -> HttpResponse:
    """Whatever was typed is kept first; then a line more or less, or on to the next page if all is right."""
    blank = shown(link.request, Said(), today=today)
    said, place = typed_in(blank.head, request.POST), request.POST.get("remove", "")
    at = f"{reverse('estimates:fill', args=[token])}#lines"
    changes = "add" in request.POST or "remove" in request.POST
    if "add" in request.POST:
        said = said.with_line()
    elif place.isascii() and place.isdecimal():
        said = said.without_line(int(place[:4]))
    write_draft(estimate_id=estimate.pk, said=said, now=timezone.now())
    if changes:
        return redirect(at)
    if "later" in request.POST:
        return render(request, "estimates/kept.html", about(link, token))
    entry = judged(link.request, said, today=today)
    return redirect("estimates:documents", token=token) if entry.is_whole() else _page(request, link, entry, token)


def _page(request: HttpRequest, link: EstimateLink, entry: Entry, token: str) -> HttpResponse:
    context = {**about(link, token), "form": entry.head, "formset": entry.lines}
    return render(request, "estimates/fill.html", context)


def about(link: EstimateLink, token: str) -> dict[str, Any]:
    """What every page of the provider shows."""
    return {"asked": link, "token": token, "patient": told_of(link)}


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, link: EstimateLink, token: str) -> HttpResponse:
    """All of it with its sum; the button sends it, once."""
    estimate, care = draft_of(link), link.request
    if estimate is None:
        return redirect("estimates:fill", token=token)
    entry = judged(care, said_of(estimate), today=day_there(care))
    if not entry.is_whole():
        return redirect(f"{reverse('estimates:fill', args=[token])}?check")
    facts, lines = entry.head.cleaned_data, entry.lines.kept()
    seen = {"checked": estimate.changed_at.isoformat()}
    form = CheckedForm(request.POST if request.method == "POST" else None, initial=seen)
    if request.method == "POST" and form.is_valid():
        try:
            receive_estimate(
                estimate_id=estimate.pk,
                checked=form.cleaned_data["checked"],
                facts=facts,
                lines=lines,
                language=get_language() or link.language,
                now=timezone.now(),
                request=request,
            )
            return redirect("estimates:fill", token=token)
        except (ChangedSince, NotWhole) as refusal:
            form.add_error(None, refusal.message)
            form.data = {**request.POST.dict(), **seen}
    context = {**about(link, token), "form": form, "facts": facts, "documents": OFFER.of(estimate)}
    return render(request, "estimates/check.html", {**context, **summed(care, facts, lines)})


def summed(care: CareRequest, facts: dict[str, Any], lines: Any) -> dict[str, Any]:
    """The lines as they will be stored, by name, and their sum."""
    plan, found = care.person.family.plan, entered(care, facts, lines)
    rows = [(named(line.benefit, plan), line) for line in found]
    return {"rows": rows, "total": sum((line.amount for line in found), ZERO)}
