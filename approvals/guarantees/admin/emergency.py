"""The two-minute form: somebody calls, and the hospital needs a guarantee now."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.guarantees.admin.forms import EmergencyForm
from approvals.guarantees.emergency import open_emergency
from approvals.guarantees.issuing import PERMISSION
from approvals.guarantees.models import Guarantee
from approvals.guarantees.refusals import GuaranteeRefused
from approvals.refusals import RequestRefused
from portal.members.desk import colleague, desk_may


@desk_may("guarantees.view_guarantee", "approvals.view_carerequest", PERMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Request and guarantee in one step."""
    now = timezone.now()
    form, status = EmergencyForm(request.POST or None, initial={"admitted_on": now.date()}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            key = form.cleaned_data["form_key"]
            try:
                made = open_emergency(call=form.call(), form_key=key, by=colleague(request), now=now, request=request)
            except (GuaranteeRefused, RequestRefused) as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _done(made))
                return redirect("admin:guarantees_guarantee_decide", made.request_id)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Emergency: a guarantee now"),
        "opts": Guarantee._meta,
        "is_nav_sidebar_enabled": False,
        "form": form,
    }
    return render(request, "admin/guarantees/emergency.html", context, status=status)


def _done(made: Guarantee) -> str:
    if made.state == Guarantee.State.PROPOSED:
        return _("This amount needs a second signature. Ask a colleague to sign it now.")
    return _("Issued. The papers are being written; the medical consultant decides afterwards.")
