"""Whether a guarantee holds, for whoever has the paper; and the provider's word that the patient came and left."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from approvals.guarantees.forms import StayForm
from approvals.guarantees.refusals import GuaranteeRefused, TooManyTries
from approvals.guarantees.verifying import LOOKS, confirmed, may_look, try_code
from portal.members.addresses import source_of


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, seal: UUID) -> HttpResponse:
    """State, amount and last day. A GET writes only that somebody looked; a POST confirms a day with the code."""
    now, source = timezone.now(), source_of(request)
    if not may_look(source, now=now):
        stopped = _page(request, {"is_stopped": True}, 429)
        stopped.headers["Retry-After"] = str(int(LOOKS.window.total_seconds()))
        return stopped
    found = confirmed(seal, now=now)
    if found is None:
        return _page(request, {}, 404)
    form, status, done = StayForm(request.POST or None, admitted_on=found.admitted_on), 200, None
    if request.method == "POST" and form.is_valid():
        try:
            done = try_code(seal=seal, source=source, now=now, **form.cleaned_data)
            found = confirmed(seal, now=now)
            form = StayForm(admitted_on=found.admitted_on if found else None)
        except GuaranteeRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            status = 429 if isinstance(refusal, TooManyTries) else 200
    return _page(request, {"found": found, "form": form, "done": done}, status)


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    answer = render(request, "guarantees/verify.html", context, status=status)
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "same-origin"  # stricter, and browsers would send the form with a null origin
    return answer
