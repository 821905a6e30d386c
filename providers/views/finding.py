"""Finding a provider: the search as a list or a map, what it offers while one types, and where the reader is."""

from typing import Any
from urllib.parse import urlencode

from django.forms import BooleanField, ChoiceField, Field
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.look.choices import country_choices
from portal.members.access import MemberRequest, member_required
from providers.forms import Asked, HereForm, SearchForm, read_wish
from providers.search import find
from providers.search_suggestions import speciality_name, suggest
from providers.showing import Mapped, Result, mapped, results

# In the session: where the reader is, to a hundredth of a degree (about a kilometre). Never in an address or a log.
HERE = "providers.here"
_DECIMALS = 2
MAP = "map"


@member_required
@require_safe
def search(request: MemberRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    form.is_valid()
    asked = read_wish(form, here_of(request))
    found = find(asked.wish)
    shown = results(found.hits, on=timezone.localdate())
    as_map = request.GET.get("view") == MAP and bool(shown)
    return render(
        request,
        "providers/search.html",
        {
            "form": form,
            "asked": asked,
            "found": found,
            "results": shown,
            "map": _map(asked, shown) if as_map else None,
            "looser": looser(request.GET),
            "specialities": [speciality_name(code) for code in found.specialities],
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


def looser(asked: QueryDict) -> list[tuple[str, str, str]]:
    """The same search without each of its filters: the filter's name, its value in words, and a query string."""
    fields = SearchForm().fields
    found: list[tuple[str, str, str]] = []
    for name in (name for name in asked if name in fields and name not in ("sort", "q") and asked[name]):
        field, value = fields[name], str(asked[name])
        words = next((str(said) for key, said in _choices(field) if str(key) == value), value)
        less = asked.copy()
        for gone in (name, "page", "after"):
            less.pop(gone, None)
        told = "" if isinstance(field, BooleanField) else words
        found.append((str(field.label), told, less.urlencode()))
    return found


def _choices(field: Field) -> list[tuple[Any, Any]]:
    return list(field.choices) if isinstance(field, ChoiceField) else []  # type: ignore[arg-type]


def _map(asked: Asked, shown: list[Result]) -> Mapped:
    city = asked.city
    place = (
        (city.latitude, city.longitude) if city and city.latitude is not None and city.longitude is not None else None
    )
    is_there = city is not None and not asked.is_near_me
    return mapped(shown, near=asked.wish.near, place=place, city=city.name if city and is_there else "")


def here_of(request: HttpRequest) -> tuple[float, float] | None:
    """Where the reader said she is."""
    kept = request.session.get(HERE)
    return (float(kept[0]), float(kept[1])) if kept else None
