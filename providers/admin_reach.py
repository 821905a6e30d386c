"""Members far from a hospital with direct payment: the last report, a new one, and the same as a table."""

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.look.choices import country_choices
from portal.members.audit import record
from portal.members.desk import colleague
from providers.desk_frame import desk_page
from providers.models import ReachReport
from providers.reach import NEAR_KM, Reach, ask_for_reach, read_report

Named = list[tuple[str, Reach]]
HEADER = ("country", "country_name", "members", "far_members", "town", "town_members", "town_is")


@require_safe
def reach_report(request: HttpRequest) -> HttpResponse:
    """Numbers by country and town, nobody by name."""
    made = _last()
    found = _named(made) if made else []
    context = {
        "countries": found,
        "near_km": NEAR_KM,
        "made": made,
        "waits": ReachReport.objects.filter(made_at__isnull=True).exists(),
        "members": sum(one.members for _name, one in found),
        "far_members": sum(one.far_members for _name, one in found),
        "unplaced_members": sum(one.unplaced_members for _name, one in found),
    }
    return desk_page(request, "reach", _("Members without a direct-payment hospital nearby"), context)


@require_POST
def count_reach(request: HttpRequest) -> HttpResponse:
    """Have it counted anew by a job."""
    ask_for_reach(by=colleague(request), now=timezone.now())
    messages.success(request, _("It is being counted. Load this page again in a moment."))
    return redirect("admin:providers_reach")


@require_safe
def reach_table(request: HttpRequest) -> HttpResponse:
    """The last report as CSV: a line for each country, and one for each town far away or not known."""
    made = _last()
    if made is None:
        return redirect("admin:providers_reach")
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    day = timezone.localdate(made.made_at).isoformat()
    answer["Content-Disposition"] = f'attachment; filename="reach-{day}.csv"'
    table = csv.writer(answer)
    table.writerow(HEADER)
    for name, one in _named(made):
        whole = (one.country, name, one.members, one.far_members)
        table.writerow([*whole, "", "", ""])
        for towns, what in ((one.far, "far"), (one.unplaced, "not known")):
            table.writerows([*whole, _plain(town.name), town.members, what] for town in towns)
    record(act="reachreport.saved", by=colleague(request), about=made, now=timezone.now(), request=request)
    return answer


def _last() -> ReachReport | None:
    return ReachReport.objects.filter(made_at__isnull=False).first()


def _named(made: ReachReport) -> Named:
    names = dict(country_choices())
    return [(str(names.get(one.country, one.country or _("No country"))), one) for one in read_report(made)]


def _plain(typed: str) -> str:
    """Never the beginning of a formula: members typed it."""
    return f"'{typed}" if typed[:1] in ("=", "+", "-", "@", "\t", "\r") else typed
