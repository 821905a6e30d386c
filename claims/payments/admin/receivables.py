"""A receivable at the desk: what led to it, and the three ways to close it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims.payments import recovering
from claims.payments.admin.asking import SEES, by_whom, page, told
from claims.payments.admin.forms import CloseForm, NetForm
from claims.payments.models import Payment, Receivable, Recovery
from portal.benefits.money import rounded
from portal.look.words import money
from portal.members.desk import desk_may


@desk_may(*SEES, "payments.view_receivable", "payments.recover_receivable")
@require_http_methods(["GET", "HEAD", "POST"])
def shown(request: HttpRequest, receivable_id: UUID) -> HttpResponse:
    """One receivable; a form of it was sent where `act` says which."""
    found = Receivable.objects.select_related("family", "provider", "settlement__claim", "stop_loss")
    receivable = get_object_or_404(found, pk=receivable_id)
    sent = request.POST.get("act", "")
    net = NetForm(request.POST if sent == "net" else None, payments=_payments(receivable), prefix="net")
    close = CloseForm(request.POST if sent == "close" else None, prefix="close")
    if sent == "net" and net.is_valid():
        act = {"payment_id": net.cleaned_data["payment"], "why": net.cleaned_data["why"], **_order(request, receivable)}
        if told(request, lambda: recovering.net(**act), _("It is set off.")):
            return redirect("money:receivable", receivable.pk)
    if sent == "close" and close.is_valid():
        facts = {**close.cleaned_data, "kind": Recovery.Kind(close.cleaned_data["kind"])}
        if told(request, lambda: recovering.close(**facts, **_order(request, receivable)), _("It is written down.")):
            return redirect("money:receivable", receivable.pk)
    recoveries = receivable.recoveries.select_related("by")
    context = {"receivable": receivable, "recoveries": recoveries, "net": net, "close": close}
    return page(request, "receivable", _("Owed back"), context)


def _order(request: HttpRequest, receivable: Receivable) -> dict[str, Any]:
    return {"receivable_id": receivable.pk, **by_whom(request)}


def _payments(receivable: Receivable) -> list[tuple[str, str]]:
    """The waiting payments to the same payee in the same currency."""
    names = ("family", "provider", "currency")
    same = {name: getattr(receivable, name) for name in names}
    waiting = Payment.objects.filter(state=Payment.State.WAITING, **same).for_lists()
    return [
        (str(one.pk), f"{one.cause}: {money(rounded(one.to_transfer, one.currency), one.currency)}") for one in waiting
    ]
