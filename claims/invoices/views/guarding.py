"""Who holds an address may enter one invoice: every page behind it comes through here.

All addresses that are no longer open, or never were, get the same page; one that was used is the receipt.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from claims.invoices.drafts import MISSES, known_invoice, may_miss
from claims.invoices.models import ProviderInvoice
from claims.invoices.refusals import AddressGone
from portal.help.offices import main_line, office_of
from portal.members.addresses import source_of

View = Callable[..., HttpResponseBase]


def by_address(view: View) -> View:
    """Decorator: the draft of the token as `invoice`; sent, it is the receipt; else it is gone."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **ids: Any) -> HttpResponseBase:
        now, invoice = timezone.now(), known_invoice(token)
        if invoice is None:
            response: HttpResponseBase = unknown(request)
        elif invoice.is_received:
            response = receipt(request, invoice)
        elif not invoice.is_live(now=now):
            response = gone(request)
        else:
            invoice.token = token
            try:
                response = view(request, invoice, token=token, **ids)
            except AddressGone:  # in another window, since it was loaded
                invoice = known_invoice(token)
                response = receipt(request, invoice) if invoice and invoice.is_received else gone(request)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def unknown(request: HttpRequest) -> HttpResponse:
    """An address that leads nowhere. One of the few GETs that write: it counts how often from where."""
    if may_miss(source_of(request), now=timezone.now()):
        return gone(request)
    stopped = gone(request, status=429, is_stopped=True)
    stopped.headers["Retry-After"] = str(int(MISSES.window.total_seconds()))
    return stopped


def gone(request: HttpRequest, *, status: int = 404, is_stopped: bool = False) -> HttpResponse:
    context = {"phone": main_line(), "is_stopped": is_stopped}
    return render(request, "invoices/gone.html", context, status=status)


def receipt(request: HttpRequest, invoice: ProviderInvoice, *, is_repeated: bool = False) -> HttpResponse:
    """That it arrived, when, and under which number; nothing of what stands in it."""
    return render(request, "invoices/receipt.html", {**about(invoice), "is_repeated": is_repeated})


def about(invoice: ProviderInvoice) -> dict[str, Any]:
    """What every page shows: the guarantee, and whom to call. No name, nothing medical."""
    country = invoice.guarantee.provider_country
    phone = office_of(country).phone if country else main_line()
    return {"invoice": invoice, "guarantee": invoice.guarantee, "token": invoice.token, "phone": phone}
