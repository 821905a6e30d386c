"""Finding a provider: the search, what it offers while one types, where the reader is, and a provider's page."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.look.choices import country_choices
from portal.members.access import MemberRequest, member_required
from providers.forms import HereForm, SearchForm, read_wish
from providers.models import Agreement, Practitioner, Provider
from providers.opening import ALWAYS, read_opening
from providers.search import Hit, find
from providers.search_suggestions import speciality_name, suggest
from providers.specialities import OF_KIND, specialities_of

# In the session: where the reader is, to a hundredth of a degree (about a kilometre). Never in an address or a log.
HERE = "providers.here"
_DECIMALS = 2


@member_required
@require_safe
def search(request: MemberRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    form.is_valid()
    asked = read_wish(form, here_of(request))
    found = find(asked.wish)
    return render(
        request,
        "providers/search.html",
        {
            "form": form,
            "asked": asked,
            "found": found,
            "results": results(found.hits, on=timezone.localdate()),
            "specialities": [speciality_name(code) for code in found.specialities],
            "has_filters": any(value for name, value in request.GET.items() if name not in ("q", "page", "after")),
            "last": found.hits[-1].provider if found.hits else None,
        },
    )


@member_required
@require_safe
def suggestions(request: MemberRequest) -> HttpResponse:
    """What to offer for the words typed so far, each with the address it leads to."""
    found = suggest(request.GET.get("q", ""), country=request.GET.get("country", "")[:2])
    countries = dict(country_choices())
    page = reverse("providers:search")
    offered = [
        {"text": speciality_name(code), "note": _("Speciality"), "url": f"{page}?{urlencode({'speciality': code})}"}
        for code in found.specialities
    ]
    offered += [
        {
            "text": one.name,
            "note": _("City, %(country)s") % {"country": countries.get(one.country, one.country)},
            "url": f"{page}?{urlencode({'city': one.name, 'country': one.country})}",
        }
        for one in found.cities
    ]
    offered += [
        {"text": name, "note": f"{city}, {countries.get(code, code)}", "url": reverse("providers:provider", args=[key])}
        for key, name, city, code in found.providers
    ]
    return JsonResponse({"offered": offered})


@member_required
@require_POST
def here(request: MemberRequest) -> HttpResponse:
    """Keep where the reader is, rounded, in her session; then the search near her."""
    form = HereForm(request.POST)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith(
        reverse("providers:search")
    ):
        back = reverse("providers:search")
    if form.is_valid():
        request.session[HERE] = [round(form.cleaned_data[name], _DECIMALS) for name in ("latitude", "longitude")]
        back += ("&" if "?" in back else "?") + "near=me"
    return redirect(back)


@member_required
@require_safe
def provider(request: MemberRequest, provider_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    found = get_object_or_404(Provider.objects.select_related("organisation"), pk=provider_id)
    (result,) = results([Hit(found.pk, None)], on=today)
    context = {
        "result": result,
        "provider": found,
        "country": dict(country_choices()).get(found.country, found.country),
        "hours": read_opening(found.opening),
        "is_always_open": found.opening == ALWAYS,
        "practitioners": [
            (one, [speciality_name(code) for code in one.specialities.split()])
            for one in Practitioner.objects.open(on=today).filter(provider=found)
        ],
        "is_closed": found.closed_on is not None and found.closed_on <= today,
    }
    return render(request, "providers/provider.html", context)


def here_of(request: HttpRequest) -> tuple[float, float] | None:
    """Where the reader said she is."""
    kept = request.session.get(HERE)
    return (float(kept[0]), float(kept[1])) if kept else None


def results(hits: list[Hit], *, on: date) -> list[dict[str, Any]]:
    """What a list or a map shows of each provider, with the agreement in force on the day. Two queries."""
    in_force = Prefetch("agreements", Agreement.objects.in_force(on=on), to_attr="in_force")
    known = {
        one.pk: one for one in Provider.objects.filter(pk__in=[hit.provider for hit in hits]).prefetch_related(in_force)
    }
    shown = []
    for hit in hits:
        one: Any = known.get(hit.provider)
        if one is None:
            continue
        codes = [code for code in specialities_of(one.kind, one.specialities).split() if code != OF_KIND.get(one.kind)]
        shown.append(
            {
                "provider": one,
                "km": hit.km,
                "agreement": one.in_force[0] if one.in_force else None,
                "specialities": [speciality_name(code) for code in codes],
            }
        )
    return shown
