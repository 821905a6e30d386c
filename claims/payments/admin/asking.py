"""What all acts of the finance desk share: who may, doing one verb, and saying what came of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.payments.bank_xml import Unreadable
from claims.payments.recovering import RecoveryRefused
from claims.payments.runs import RunRefused
from claims.payments.statuses import StatusRefused
from portal.members.desk import colleague

SEES = ("payments.view_payment", "payments.view_paymentrun")
KEYS = "desk_keys_off"
REFUSALS = (RunRefused, RecoveryRefused, StatusRefused, Unreadable)


def page(request: HttpRequest, template: str, title: Any, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the desk with its frame."""
    frame = {**admin.site.each_context(request), "title": title, "keys": not request.session.get(KEYS)}
    return render(request, f"admin/payments/{template}.html", {**frame, **context}, status=status)


def by_whom(request: HttpRequest) -> dict[str, Any]:
    """What every verb wants to know of an act at the desk."""
    return {"by": colleague(request), "now": timezone.now(), "request": request}


def told(request: HttpRequest, act: Callable[[], Any], done: Any) -> Any:
    """What the act answered, after saying that it is done; None, after saying why not."""
    try:
        answer = act()
    except REFUSALS as refusal:
        messages.error(request, str(refusal.message))
        return None
    messages.success(request, done)
    return answer
