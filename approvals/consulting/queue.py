"""The desk of the medical consultant: everything that waits for her, by the time that is left."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.clock import measured_answers
from approvals.consulting.deciding import DECIDES
from approvals.consulting.waiting import KINDS, Waiting, waiting
from approvals.models import PriorApproval, RequestRules
from portal.members.desk import desk_may

LAST = 20


@dataclass(frozen=True)
class Filter:
    """One way to narrow the queue."""

    key: str
    label: Any
    count: int
    is_current: bool


@desk_may("approvals.view_carerequest", DECIDES)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What waits. `?show=` narrows it to a kind."""
    now, show = timezone.now(), request.GET.get("show", "")
    found = waiting(now=now)
    rows = [one for one in found if show not in KINDS or one.kind == show]
    context = {
        **admin.site.each_context(request),
        "title": _("Medical consultant"),
        "opts": PriorApproval._meta,
        "is_nav_sidebar_enabled": False,
        "rows": rows,
        "filters": filters(found, show),
        "now": now,
        "rules": RequestRules.objects.in_force(),
        "measured": measured_answers(now=now),
        "decided": PriorApproval.objects.select_related("person__family", "decided_by").order_by("-decided_at")[:LAST],
        "keys": not request.session.get("desk_keys_off"),
    }
    return render(request, "admin/consultant/queue.html", context)


def filters(found: list[Waiting], show: str) -> list[Filter]:
    """All, and each kind with its count."""
    kinds = [
        Filter(kind, label, sum(1 for one in found if one.kind == kind), show == kind) for kind, label in KINDS.items()
    ]
    return [Filter("", _("All"), len(found), show not in KINDS), *kinds]
