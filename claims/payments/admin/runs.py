"""Runs at the desk: prepare, look at, release, discard, fetch the file."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claims.payments import runs
from claims.payments.admin.asking import SEES, by_whom, page, told
from claims.payments.admin.forms import PrepareForm
from claims.payments.models import PaymentRun
from portal.members.desk import colleague, desk_may
from portal.vault.serving import answer

PAGE = 100


@desk_may(*SEES, "payments.prepare_paymentrun")
@require_POST
def prepare(request: HttpRequest) -> HttpResponseRedirect:
    """A run of everything that can go out in one currency."""
    form = PrepareForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(runs.NoDay.message))
        return redirect("money:overview")
    act = {**form.cleaned_data, **by_whom(request)}
    run = told(request, lambda: runs.prepare_run(**act), _("The run is prepared. A colleague releases it."))
    return redirect("money:run", run.pk) if run else redirect("money:overview")


@desk_may(*SEES, "payments.view_transfer")
@require_safe
def shown(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A run with its transfers, accounts masked."""
    found = PaymentRun.objects.select_related("prepared_by", "released_by", "discarded_by", "fetched_by")
    run = get_object_or_404(found, pk=run_id)
    user = colleague(request)
    is_prepared = run.state == PaymentRun.State.PREPARED
    context = {
        "run": run,
        "page": Paginator(run.transfers.for_lists().order_by("position"), PAGE).get_page(request.GET.get("page")),
        "may_release": is_prepared and user.has_perm("payments.release_paymentrun") and run.prepared_by_id != user.pk,
        "is_mine": is_prepared and run.prepared_by_id == user.pk,
        "may_discard": is_prepared and user.has_perm("payments.prepare_paymentrun"),
        "may_fetch": run.state == PaymentRun.State.RELEASED and user.has_perm("payments.release_paymentrun"),
    }
    return page(request, "run", _("Payment run %(number)s") % {"number": run.number}, context)


@desk_may(*SEES, "payments.release_paymentrun")
@require_POST
def release(request: HttpRequest, run_id: UUID) -> HttpResponseRedirect:
    """Let it go to the bank."""
    return _acted(request, run_id, runs.release_run, _("The run is released. Its file can go to the bank."))


@desk_may(*SEES, "payments.prepare_paymentrun")
@require_POST
def discard(request: HttpRequest, run_id: UUID) -> HttpResponseRedirect:
    """Throw it away."""
    return _acted(request, run_id, runs.discard_run, _("The run is discarded. Its payments wait again."))


def _acted(request: HttpRequest, run_id: UUID, verb: Callable[..., Any], done: str) -> HttpResponseRedirect:
    run = get_object_or_404(PaymentRun, pk=run_id)
    act = {"run_id": run.pk, **by_whom(request)}
    told(request, lambda: verb(**act), done)
    return redirect("money:run", run.pk)


@desk_may(*SEES, "payments.release_paymentrun")
@require_POST
def fetch(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """The file for the bank; written down each time, so not by a link that a browser may follow by itself."""
    run = get_object_or_404(PaymentRun, pk=run_id)
    act = {"run_id": run.pk, **by_whom(request)}
    try:
        content = runs.fetch_file(**act)
    except runs.RunRefused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("money:run", run.pk)
    file = ContentFile(content.encode())
    return answer(file, filename="payments.xml", media_type="application/xml")
