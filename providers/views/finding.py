"""Finding a provider: the search as a list or a map, what it offers while one types, and where the reader is."""

from dataclasses import replace
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

from portal.entitlements.prices import Prices
from portal.look.choices import country_choices
from portal.members.access import MemberRequest, member_required
from providers.forms import NEAR_ME, Asked, HereForm, SearchForm, read_wish
from providers.naming import Named, named
from providers.search import Found, Wish, find
from providers.search_asked import ask
from providers.search_suggestions import speciality_name, suggest
from providers.showing import Mapped, Result, mapped, results

# In the session: where the reader is, to a hundredth of a degree (about a kilometre). Never in an address or a log.
HERE = "providers.here"
_DECIMALS = 2
MAP = "map"


@member_required
@require_safe
def search(request: MemberRequest) -> HttpResponse:
    asked_for = with_country(request.GET, request.person.family.residence)
    # Every link of the page names the country, so that it means the same to whoever opens it.
    request.GET = asked_for  # type: ignore[assignment]
    form = SearchForm(asked_for)
    form.is_valid()
    asked = read_wish(form, here_of(request))
    today = timezone.localdate()
    found, is_elsewhere = find_or_elsewhere(asked.wish)
    shown = results(found.hits, prices=lambda: Prices(request.person, on=today), on=today)
    as_map = asked_for.get("view") == MAP and bool(shown)
    return render(
        request,
        "providers/search.html",
        {
            "form": form,
            "asked": asked,
            "found": found,
            "results": shown,
            "map": _map(asked, shown) if as_map else None,
            "looser": looser(asked_for),
            "specialities": [speciality_name(code) for code in found.specialities],
            "last": found.hits[-1].provider if found.hits else None,
            "where": _where(asked),
            "elsewhere": country_name(asked.wish.country) if is_elsewhere else "",
        },
    )


def with_country(asked: QueryDict, country: str) -> QueryDict:
    """What was asked for, in the reader's country where no other was named: “any” is one, and so is “near me”."""
    if "country" in asked or asked.get("near") == NEAR_ME:
        return asked
    told = asked.copy()
    told["country"] = country
    return QueryDict(told.urlencode())


def find_or_elsewhere(wish: Wish) -> tuple[Found, bool]:
    """What fits in the country; where nobody there bears the name, what fits in all countries, and that it does."""
    asked = ask(wish.query)
    found = find(wish, asked=asked)
    if not wish.country or wish.city_key or not wish.query or (found.hits and not found.unknown):
        return found, False
    everywhere = find(replace(wish, country=""), asked=asked)
    is_better = bool(everywhere.hits) and len(everywhere.unknown) < len(found.unknown) + (not found.hits)
    return (everywhere, True) if is_better else (found, False)


def _where(asked: Asked) -> dict[str, str]:
    """The place of the search in words, and what was left out for it."""
    where = asked.where
    if where is None:
        return {}
    return {
        "name": where.name,
        "country": country_name(where.country),
        "typed": where.typed,
        "left": country_name(asked.left_country),
        "is_around": "yes" if asked.wish.near and not asked.is_near_me else "",
    }


def country_name(code: str) -> str:
    """In the reader's language; empty for none."""
    return dict(country_choices()).get(code, code)


@member_required
@require_safe
def suggestions(request: MemberRequest) -> HttpResponse:
    """What to offer for the words typed so far, each with the address it leads to."""
    found = suggest(request.GET.get("q", ""), country=request.GET.get("country", "")[:2])
    country = request.GET.get("country")
    place = {} if country is None else {"country": country[:2]}
    page = reverse("providers:search")
    offered = [
        {
            "text": speciality_name(code),
            "note": _("Speciality"),
            "url": f"{page}?{urlencode({'speciality': code, **place})}",
        }
        for code in found.specialities
    ]
    offered += [
        {
            "text": one.name,
            "note": _("City, %(country)s") % {"country": country_name(one.country)},
            "url": f"{page}?{urlencode({'city': one.name, 'country': one.country})}",
        }
        for one in found.cities
    ]
    offered += [
        {"text": one.name, "note": Named.of(one).where, "url": reverse("providers:provider", args=[one.pk])}
        for one in found.providers
    ]
    return JsonResponse({"offered": offered})


@member_required
@require_safe
def names(request: MemberRequest) -> HttpResponse:
    """Names to offer in a form that asks who gave the care, each with its country and, for the form, its key."""
    found = named(request.GET.get("q", ""), request.GET.get("country", "")[:2])
    offered = [{"text": one.name, "note": one.where, "country": one.country, "key": str(one.pk)} for one in found]
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
        address, _sign, query = back.partition("?")
        told = QueryDict(query, mutable=True)
        for gone in ("country", "city", "page", "after"):
            told.pop(gone, None)
        told["near"] = NEAR_ME
        back = f"{address}?{told.urlencode()}"
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
        if name == "country":
            less["country"] = ""  # any; without the word it would be the reader's own
        told = "" if isinstance(field, BooleanField) else words
        found.append((str(field.label), told, less.urlencode()))
    return found


def _choices(field: Field) -> list[tuple[Any, Any]]:
    return list(field.choices) if isinstance(field, ChoiceField) else []  # type: ignore[arg-type]


def _map(asked: Asked, shown: list[Result]) -> Mapped:
    where = None if asked.is_near_me else asked.where
    return mapped(shown, near=asked.wish.near, place=where.spot if where else None, city=where.name if where else "")


def here_of(request: HttpRequest) -> tuple[float, float] | None:
    """Where the reader said she is."""
    kept = request.session.get(HERE)
    return (float(kept[0]), float(kept[1])) if kept else None
