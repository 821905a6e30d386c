"""Provider relations: many agreements changed at once, records to confirm, and who lives far from a hospital."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.members.desk import colleague
from providers.admin_reach import count_reach, reach_report, reach_table
from providers.admin_words import words
from providers.bulk import BulkRefused, carry_out, preview
from providers.confirming import confirm, stale
from providers.desk_frame import desk_page, guarded
from providers.models import Organisation, Provider
from providers.network_forms import BulkForm, CountryForm

SHOWN = 100
OFFERED = 500  # names of organisations to choose from; others are typed
PAGE = 50


def network_urls() -> list[URLPattern]:
    """The addresses under the list of providers."""
    return [
        path("bulk/", guarded(bulk), name="providers_bulk"),
        path("stale/", guarded(stale_records), name="providers_stale"),
        path("stale/<uuid:provider_id>/", guarded(confirm_one), name="providers_confirm"),
        path("reach/", guarded(reach_report), name="providers_reach"),
        path("reach/count/", guarded(count_reach), name="providers_reach_count"),
        path("reach/table/", guarded(reach_table), name="providers_reach_table"),
        path("words/", guarded(words), name="providers_words"),
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
    context: dict[str, Any] = {"form": form, "preview": shown, "asked": sent.items()}
    context["first"] = shown.steps[:SHOWN] if shown else []
    context["organisations"] = Organisation.objects.filter(providers__agreements__isnull=False).distinct()[:OFFERED]
    return desk_page(request, "bulk", _("Change many agreements"), context, status=422 if form.errors else 200)


@require_safe
def stale_records(request: HttpRequest) -> HttpResponse:
    """Those of a country that were confirmed longest ago."""
    form = CountryForm(request.GET or None)
    found = []
    if form.is_bound and form.is_valid():
        found = stale(country=form.cleaned_data["country"], on=timezone.localdate(), most=PAGE)
    context = {"form": form, "found": found}
    return desk_page(request, "stale", _("Records to confirm"), context, status=422 if form.errors else 200)


@require_POST
def confirm_one(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """One click: its details are right as of today."""
    provider = get_object_or_404(Provider, pk=provider_id)
    confirm(provider_id=provider.pk, by=colleague(request), now=timezone.now())
    messages.success(request, _("%(name)s is confirmed as of today.") % {"name": provider.name})
    return redirect(f"{reverse('admin:providers_stale')}?{urlencode({'country': provider.country})}")
