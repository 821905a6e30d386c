"""One request on one screen: its facts, the planned lines, what the engine says of them at once, and the decision."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from babel.languages import get_official_languages
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.admin.acts import seen_by
from approvals.estimates.planning import newest_estimates, planned_lines
from approvals.guarantees.admin.forms import MOST_LINES, LineForms, OfferForm, ReasonsForm
from approvals.guarantees.admin.showing import shown_split
from approvals.guarantees.issuing import PERMISSION, issue, needs_two, refuse
from approvals.guarantees.models import Guarantee, GuaranteeRules
from approvals.guarantees.planned import Planned, Split, split_of
from approvals.guarantees.refusals import GuaranteeRefused
from approvals.models import CareRequest
from approvals.needs import benefits_for
from approvals.planned import PlannedLine as EstimatedLine
from approvals.requests import today_of
from portal.members.audit import record
from portal.members.desk import colleague, desk_may


@desk_may("guarantees.view_guarantee", "approvals.view_carerequest")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The screen; `act` in a POST is `try` (show the split), `issue` or `refuse`."""
    care = get_object_or_404(seen_by(colleague(request)), pk=request_id)
    newest = Guarantee.objects.newest_of(care)
    plan = care.person.family.plan
    if request.method != "POST" or not request.user.has_perm(PERMISSION):
        record(act="carerequest.read", by=colleague(request), about=care, now=timezone.now(), request=request)
        lines = LineForms(initial=_lines(care, newest), form_kwargs={"plan": plan})
        lines.extra = 1 if newest is None and not care.estimated else 0
        return _screen(request, care, newest, lines, OfferForm(initial=_offer(care, newest)), None)
    lines, form = LineForms(request.POST, form_kwargs={"plan": plan}), OfferForm(request.POST)
    split, status = None, 422
    if request.POST.get("act") == "more":
        return _screen(request, care, newest, _one_more(request, plan), form, None)
    if lines.is_valid() and form.is_valid():
        status, planned = 200, _planned(care, lines, form)
        split = split_of(planned, today=today_of(care.person, timezone.now()), without=_held(care))
        if request.POST.get("act") in ("issue", "refuse"):
            try:
                return _done(request, care, planned, form)
            except GuaranteeRefused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
                status = 422
    return _screen(request, care, Guarantee.objects.newest_of(care), lines, form, split, status)


def _done(request: HttpRequest, care: CareRequest, planned: Planned, form: OfferForm) -> HttpResponse:
    """Issue or refuse. Raises GuaranteeRefused."""
    said: dict[str, Any] = {
        "request_id": care.pk,
        "planned": planned,
        "offer": form.offer(care),
        "newest": form.cleaned_data["newest"],
        "by": colleague(request),
        "now": timezone.now(),
        "request": request,
    }
    if request.POST["act"] == "refuse":
        refuse(**said, reasons=form.cleaned_data["reasons"])
        messages.success(request, _("Refused. The member reads the reasons."))
    else:
        made = issue(**said, seen=form.cleaned_data["seen"])
        waits = made.state == Guarantee.State.PROPOSED
        done = _("Issued. The papers are being written.")
        messages.success(request, _("Signed. A second person has to sign too.") if waits else done)
    return redirect("admin:guarantees_guarantee_decide", care.pk)


def _one_more(request: HttpRequest, plan: str) -> Any:
    """The lines as typed, and an empty one."""
    typed = request.POST.copy()
    known = typed.get("form-TOTAL_FORMS", "")
    count = int(known) if known.isascii() and known.isdigit() and len(known) < 4 else 0
    typed["form-TOTAL_FORMS"] = str(min(count + 1, MOST_LINES))
    return LineForms(typed, form_kwargs={"plan": plan})


def _held(care: CareRequest) -> list[UUID]:
    return list(Guarantee.objects.issued().filter(request=care).values_list("pk", flat=True))


def _planned(care: CareRequest, lines: Any, form: OfferForm) -> Planned:
    kept = [one for one in lines.forms if one.has_changed() and not one.cleaned_data.get("DELETE")]
    return Planned(
        care.person, tuple(one.line() for one in kept), care.provider, is_emergency=form.cleaned_data["is_emergency"]
    )


def _screen(
    request: HttpRequest,
    care: CareRequest,
    newest: Guarantee | None,
    lines: Any,
    form: OfferForm,
    split: Split | None,
    status: int = 200,
) -> HttpResponse:
    known = Guarantee.objects.filter(request=care).select_related("decided_by", "signed_by").prefetch_related("stays")
    context: dict[str, Any] = {
        "care": care,
        "lines": lines,
        "form": form,
        "split": split,
        "shown": shown_split(split, paid_to=care.place) if split else [],
        "needs_two": bool(split and needs_two(split.guaranteed, split.currency, timezone.now())),
    }
    if request.headers.get("X-Part") == "split":
        return render(request, "admin/guarantees/split.html", context)
    context |= {
        **admin.site.each_context(request),
        "title": _("Guarantee for request %(number)s") % {"number": care.number},
        "opts": Guarantee._meta,
        "is_nav_sidebar_enabled": False,
        "newest": newest,
        "versions": known.order_by("-version"),
        "may_issue": request.user.has_perm(PERMISSION),
        "reasons_form": ReasonsForm(),
        "rules": GuaranteeRules.objects.in_force(),
    }
    return render(request, "admin/guarantees/screen.html", context, status=status)


def _lines(care: CareRequest, newest: Guarantee | None) -> list[dict[str, Any]]:
    """What the forms start with: the lines of the last version, or what the request says."""
    if newest:
        return [
            {
                **{name: getattr(one, name) for name in ("benefit", "words", "quantity", "charged", "currency")},
                **{name: one.printed.get(name) or "" for name in ("semi_private", "prescribed_on", "eye")},
                "country": one.country,
                "from_on": one.from_on,
            }
            for one in newest.lines.all()
        ]
    if estimates := newest_estimates(care):
        return [_estimated(line) for line in planned_lines(estimates[-1])]
    if care.estimated is None:
        return []
    offered = benefits_for(care.person.family.plan, care.kind)
    return [
        {
            "benefit": care.benefit or next(iter(offered), ""),
            "quantity": 1,
            "charged": care.estimated,
            "currency": care.currency,
            "country": care.provider.country if care.provider else care.provider_country,
            "from_on": care.from_on,
        }
    ]


def _estimated(line: EstimatedLine) -> dict[str, Any]:
    """A line of the provider's estimate, as the form shows it."""
    known = {name: getattr(line, name) for name in ("benefit", "words", "quantity", "charged", "currency", "country")}
    return {**known, "from_on": line.on, "semi_private": line.semi_private}


def _offer(care: CareRequest, newest: Guarantee | None) -> dict[str, Any]:
    days = timedelta(days=GuaranteeRules.objects.in_force().days_after)
    last = care.until_on or care.from_on
    country = care.provider.country if care.provider else care.provider_country
    found: dict[str, Any] = {
        "is_emergency": care.is_emergency,
        "valid_from": care.from_on,
        "valid_until": last and last + days,
        "provider_email": _email(care),
        "provider_language": language_of(country),
        "newest": newest and newest.pk,
    }
    if newest:
        names = ("is_emergency", "valid_from", "valid_until", "provider_email", "provider_language")
        found |= {name: getattr(newest, name) for name in names}
    return found


def language_of(country: str) -> str:
    """The language a provider is written to unless told otherwise: an official one of its country, else English."""
    ours = {code for code, _name in settings.LANGUAGES}
    return next((one for one in get_official_languages(country, regional=True, de_facto=True) if one in ours), "en")


def _email(care: CareRequest) -> str:
    """Where the provider takes guarantees: as agreed, as on the list, or as the member wrote."""
    provider = care.provider
    agreed = provider.agreements.in_force(on=care.from_on).first() if provider and care.from_on else None
    for one in (agreed.guarantee_contact if agreed else "", provider.email if provider else "", care.provider_contact):
        try:
            validate_email(one)
        except ValidationError:
            continue
        return str(one)
    return ""
