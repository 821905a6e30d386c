"""The page of a short form: in place of “when and what” and the documents, where a kind of care has one."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import CareRequest
from approvals.needs import needs_of
from approvals.refusals import RequestRefused
from approvals.requests import DOCUMENTS, today_of, write_request
from approvals.special import papers_missing
from approvals.special_forms import DAYS, FORMS, ShortForm
from approvals.used_before import units_in_year, waits_until
from approvals.views.loading import of_a_draft, urgent_line
from portal.attachments import arriving
from portal.benefits.plans import load_plan
from portal.entitlements.describing import told
from portal.entitlements.wording import benefit_name
from portal.members.access import MemberRequest
from portal.vault.names import clean_name
from portal.vault.receiving import had_no_room
from portal.vault.uploads import Refused


@of_a_draft
def short(request: MemberRequest, care: CareRequest) -> HttpResponse:
    """All of it on one page, told at once what the plan says of such care. Other care has other pages."""
    kind = FORMS.get(care.kind)
    if kind is None:
        return redirect("approvals:care", request_id=care.pk)
    posted, full = request.method == "POST", False
    missing = papers_missing(care)
    form = kind(
        request.POST if posted else None,
        request.FILES if posted else None,
        care=care,
        missing=missing,
        initial=_initial(care, kind),
    )
    if posted:
        full = had_no_room(request)
        if form.is_valid() and not full:
            _keep(request, care, form)
        if full:
            form.add_error(None, Refused("storage_full").message)
        if not form.errors:
            return redirect("approvals:check", request_id=care.pk)
    context = {
        "care": care,
        "form": form,
        "documents": DOCUMENTS.of(care),
        **_rules(care),
        **urgent_line(request.person),
    }
    return render(request, "approvals/short.html", context, status=arriving.NO_ROOM if full else 200)


def _initial(care: CareRequest, kind: type[ShortForm]) -> dict[str, Any]:
    details = care.said
    said = {name: getattr(care, name) for name in kind.base_fields if hasattr(care, name)}
    days = {name: date.fromisoformat(details[name]) for name in DAYS if details.get(name)}
    return {**said, **details, **days}


def _keep(request: MemberRequest, care: CareRequest, form: ShortForm) -> None:
    """Store what was said, then each paper for itself; errors land on the form."""
    now = timezone.now()
    try:
        write_request(request_id=care.pk, facts=form.facts(), now=now)
    except RequestRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return
    for field, key, upload in form.uploads():
        try:
            DOCUMENTS.add(parent_id=care.pk, upload=upload, by=request.user, now=now, purpose=key)
        except Refused as refusal:
            why = {"name": clean_name(upload.name), "why": refusal.message}
            form.add_error(field, _("%(name)s: %(why)s") % why)
        except RequestRefused as refusal:
            form.add_error(field, refusal.message)


def _rules(care: CareRequest) -> dict[str, Any]:
    """What the plan says of such care, and how it stands with this person."""
    today = today_of(care.person, timezone.now())
    day = care.from_on or today
    needed, plan = needs_of(care, on=day), load_plan(care.person.family.plan)
    terms = plan.terms(needed.benefit, day)
    return {
        "benefit": benefit_name(needed.benefit, plan.code),
        "benefit_code": needed.benefit,
        "told": [one for one in told(terms, plan) if one.key != "stop-loss"],
        "needed": needed,
        "used": units_in_year(care.person, needed.benefit, day.year),
        "year": day.year,
        "waits_until": waits_until(care.person, terms, day),
    }
