"""Who holds an address may fill in one estimate: every page behind a link comes through here.

All addresses that are no longer open, or never were, get the same page. The referrer policy of the portal
(`same-origin`) tells no other site where one came from; with `no-referrer` browsers would send forms without the origin
that the check against forged forms asks for.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from babel.numbers import get_territory_currencies
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from approvals.estimates.links import MISSES, known_link, may_miss
from approvals.estimates.models import CostEstimate, EstimateLink
from approvals.estimates.refusals import LinkGone
from approvals.models import CareRequest
from portal.benefits.money import CURRENCIES
from portal.help.offices import main_line, office_of
from portal.members.addresses import source_of

View = Callable[..., HttpResponseBase]


def by_link(view: View) -> View:
    """Decorator: the living link of the token as `link`; used, it is the receipt; else it is gone."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **ids: Any) -> HttpResponseBase:
        now, link = timezone.now(), known_link(token)
        if link is None:
            response: HttpResponseBase = unknown(request)
        elif link.used_at:
            response = receipt(request, link)
        elif not link.is_live(now=now) or not link.request.is_open:
            response = gone(request)
        else:
            try:
                response = view(request, link, token=token, **ids)
            except LinkGone:  # in another window, since it was loaded
                link.refresh_from_db()
                response = receipt(request, link) if link.used_at else gone(request)
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
    return render(request, "estimates/gone.html", context, status=status)


def receipt(request: HttpRequest, link: EstimateLink) -> HttpResponse:
    """That it arrived, when, and under which number; nothing of what stands in it."""
    estimate = CostEstimate.objects.received().get(link=link)
    return render(request, "estimates/receipt.html", {"estimate": estimate, **whom_to_call(link.request)})


def whom_to_call(care: CareRequest) -> dict[str, Any]:
    """The line of the office where the care is given."""
    country = country_of(care)
    return {"phone": office_of(country).phone if country else main_line()}


def country_of(care: CareRequest) -> str:
    """Where the care is given; empty when nobody said."""
    return care.provider.country if care.provider else care.provider_country


def currency_of(country: str) -> str:
    """In what one pays there, as a first guess."""
    known = get_territory_currencies(country) if country else []
    return known[0] if known and known[0] in CURRENCIES else ""
