"""The articles, open to everybody: who is signed in finds her own figures beside them. Reading leaves no trace."""

from collections.abc import Callable, Mapping
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.encyclopaedia import beside
from portal.encyclopaedia.content import SECTIONS, Content, Kind, heading
from portal.encyclopaedia.models import KIND_NAMES
from portal.encyclopaedia.own_plan import Benefit, own_benefits
from portal.encyclopaedia.rendering import html
from portal.encyclopaedia.search import search
from portal.encyclopaedia.shelf import ENGLISH, Shown, alphabet, of_kind, reader_language, shelf
from portal.entitlements.search import LONGEST_QUERY
from portal.entitlements.views.loading import accounts_of, standing_of
from portal.help.offices import Phone, main_line, office_of, toll_free
from portal.members.access import person_of
from portal.members.models import Person

View = Callable[..., HttpResponse]
ICONS = {
    Kind.DISEASE: "stethoscope",
    Kind.SYMPTOM: "thermometer",
    Kind.TREATMENT: "syringe",
    Kind.CHECK_UP: "clipboard-check",
}
# What somebody who travels reads first, in this order.
TRAVEL = (
    *("vaccinations", "malaria", "traveller-diarrhoea", "dengue", "yellow-fever", "hepatitis-a", "typhoid-fever"),
    *("rabies", "cholera", "food-poisoning", "fever", "post-traumatic-stress"),
)


def discreet(view: View) -> View:
    """The address tells what somebody reads: browsers name it to nobody, not even to our own next page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Not “no-referrer”: with it, browsers send forms without an origin, and they are refused.
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return answer


@discreet
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    known = shelf()
    context = {
        "kinds": [(kind, KIND_NAMES[kind], ICONS[kind]) for kind in Kind],
        "travel": [known[slug] for slug in TRAVEL if slug in known],
        "count": len(known),
        "longest": LONGEST_QUERY,
        "is_member": person_of(request.user) is not None,
    }
    return render(request, "encyclopaedia/overview.html", context)


@discreet
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    found = search(query)
    context = {"query": query, "articles": found.articles, "read_as": found.read_as, "longest": LONGEST_QUERY}
    return render(request, "encyclopaedia/search.html", context)


@discreet
@require_safe
def all_of_them(request: HttpRequest) -> HttpResponse:
    return render(request, "encyclopaedia/alphabet.html", {"groups": alphabet()})


@discreet
@require_safe
def kind_page(request: HttpRequest, key: str) -> HttpResponse:
    if key not in set(Kind):
        raise Http404
    kind = Kind(key)
    return render(request, "encyclopaedia/kind.html", {"name": KIND_NAMES[kind], "articles": of_kind(kind)})


@discreet
@require_safe
def article(request: HttpRequest, name: str) -> HttpResponse:
    return _article_page(request, shelf(), name)


@discreet
@require_safe
def article_in_english(request: HttpRequest, name: str) -> HttpResponse:
    """The text that the translations follow: for whoever doubts one, or shows it to a doctor."""
    return _article_page(request, {**shelf(), **shelf(ENGLISH)}, name)


def _article_page(request: HttpRequest, known: Mapping[str, Shown], name: str) -> HttpResponse:
    shown = known.get(name)
    if shown is None:
        raise Http404
    person = person_of(request.user)
    context = {
        **page_of(shown.content, shown.language),
        "shown": shown,
        "phones": phones(person),
        "is_member": person is not None,
        "benefits": benefits_of(shown.content, person) if person else [],
        "doors": beside.doors(shown.content.specialities) if person else [],
        "related": [known[one] for one in shown.content.related if one in known],
        "translation_url": _translation_url(shown),
    }
    return render(request, "encyclopaedia/article.html", context)


def _translation_url(shown: Shown) -> str:
    """Of the reader's own language, when she reads the English text and there is another."""
    own = shelf().get(shown.slug, shown)
    return reverse("encyclopaedia:article", args=[shown.slug]) if own.language != shown.language else ""


def page_of(content: Content, language: str) -> dict[str, object]:
    """What the text of an article needs on a page; `is_foreign` when it is not in the reader's language."""
    sections = [(name, heading(name, content.kind), html(content.sections[name])) for name in SECTIONS]
    return {
        "content": content,
        "kind_key": content.kind.value,
        "kind_name": KIND_NAMES[content.kind],
        "kind_url": reverse("encyclopaedia:kind", args=[content.kind.value]),
        "sections": sections,
        "language": language,
        "is_foreign": language != reader_language(),
    }


def phones(person: Person | None) -> list[Phone]:
    """The numbers of the member's region, the free one first; the administrator's own for whoever is not signed in."""
    if person is None:
        return [main_line()]
    country = person.family.residence
    free = toll_free(country)
    return [*([free] if free else []), office_of(country).phone]


def benefits_of(content: Content, person: Person) -> list[Benefit]:
    """What the plan pays of this, with the reader's own figures."""
    accounts = accounts_of([person], standing_of(person))
    return own_benefits(content.benefits, accounts[0][1] if accounts else None, person)


__all__ = ["Shown", "all_of_them", "article", "discreet", "kind_page", "overview", "page_of", "phones", "search_page"]
