"""Provider relations: many agreements changed at once, records to confirm, and who lives far from a hospital."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.look.choices import country_choices
from portal.members.desk import colleague
from providers.bulk import BulkRefused, carry_out, preview
from providers.confirming import confirm, stale
from providers.models import Provider
from providers.network_forms import BulkForm, CountryForm
from providers.reach import NEAR_KM, reach

SHOWN = 100
PAGE = 50
CHANGES = ("providers.change_agreement", "providers.change_provider")


def network_urls() -> list[URLPattern]:
    """The addresses under the list of providers."""
    return [
        path("bulk/", _guarded(bulk), name="providers_bulk"),
        path("stale/", _guarded(stale_records), name="providers_stale"),
        path("stale/<uuid:provider_id>/", _guarded(confirm_one), name="providers_confirm"),
        path("reach/", _guarded(reach_report), name="providers_reach"),
    ]


@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Look at a change (its address may be passed on), then confirm it."""
    sent = request.POST if request.method == "POST" else request.GET
    form = BulkForm(sent or None)
    shown = None
    if sent and form.is_valid():
        today, now = timezone.localdate(), timezone.now()
        try:
            if request.method == "POST":
                mark = request.POST.get("mark", "")
                count = carry_out(form.change(), mark=mark, by=colleague(request), now=now)
                words = ngettext("%(count)s agreement was changed.", "%(count)s agreements were changed.", count)
                messages.success(request, words % {"count": count})
                return redirect("admin:providers_bulk")
            shown = preview(form.change(), on=today)
        except BulkRefused as refused:
            form.add_error(None, refused.message)
    context = {"form": form, "preview": shown, "first": shown.steps[:SHOWN] if shown else [], "asked": sent.items()}
    return _page(request, "bulk", _("Change many agreements"), context, status=422 if form.errors else 200)


@require_safe
def stale_records(request: HttpRequest) -> HttpResponse:
    """Those of a country that were confirmed longest ago."""
    form = CountryForm(request.GET or None)
    found = []
    if form.is_bound and form.is_valid():
        found = stale(country=form.cleaned_data["country"], on=timezone.localdate(), most=PAGE)
    context = {"form": form, "found": found}
    return _page(request, "stale", _("Records to confirm"), context, status=422 if form.errors else 200)


@require_POST
def confirm_one(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """One click: its details are right as of today."""
    provider = get_object_or_404(Provider, pk=provider_id)
    confirm(provider_id=provider.pk, by=colleague(request), now=timezone.now())
    messages.success(request, _("%(name)s is confirmed as of today.") % {"name": provider.name})
    return redirect(f"{reverse('admin:providers_stale')}?{urlencode({'country': provider.country})}")


@require_safe
def reach_report(request: HttpRequest) -> HttpResponse:
    """Numbers by country and town, nobody by name."""
    names = dict(country_choices())
    found = [(names.get(one.country, one.country or _("No country")), one) for one in reach(on=timezone.localdate())]
    context = {"countries": found, "near_km": NEAR_KM}
    return _page(request, "reach", _("Members without a direct-payment hospital nearby"), context)


def _guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perms(CHANGES):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(guarded)


def _page(request: HttpRequest, name: str, title: str, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": title,
        "opts": Provider._meta,
        "list_url": reverse("admin:providers_provider_changelist"),
        "is_nav_sidebar_enabled": False,
        **more,
    }
    return render(request, f"admin/providers/{name}.html", context, status=status)
