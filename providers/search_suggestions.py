"""What to offer while somebody types: specialities, cities, and providers by their names."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language

from providers.models import Provider
from providers.places import places_begun
from providers.search import Wish, find
from providers.search_asked import ask
from providers.search_terms import begun, near_speciality, understand, vocabulary
from providers.specialities import SPECIALITIES
from providers.words import key

MOST_PROVIDERS = 6
MOST_CITIES = 3
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class CityFound:
    """A city where providers are, and how many."""

    country: str
    key: str
    name: str
    latitude: float | None
    longitude: float | None
    providers: int


@dataclass(frozen=True)
class Suggestions:
    """Codes of specialities, cities, and providers."""

    specialities: list[str]
    cities: list[CityFound]
    providers: list[Provider]


def language() -> str:
    """The reader's, as the list of specialities names it."""
    return (get_language() or "en")[:2]


def speciality_name(code: str) -> str:
    """In the reader's language; empty for a code that is not known."""
    found = SPECIALITIES.get(code)
    return found.name(language()) if found else ""


def suggest(text: str, *, country: str = "") -> Suggestions:
    """For what was typed so far, those of the country first; empty for nothing or signs that make no word."""
    typed = key(text[:100])
    if not typed:
        return Suggestions([], [], [])
    known = vocabulary()
    meant = understand(text, known)
    codes = list(dict.fromkeys([*meant.specialities, *begun(typed, language(), known)]))
    if not codes and len(meant.words) == 1 and (near := near_speciality(meant.words[0], known)):
        codes = [near[2]]
    found = []
    if meant.words or not meant.specialities:
        hits: dict[UUID, None] = {}
        asked = ask(text, is_typing=True, meant=meant, known=known)
        for scope in dict.fromkeys((country, "")):
            if len(hits) < MOST_PROVIDERS:
                wish = Wish(query=text, country=scope)
                more = find(wish, per_page=MOST_PROVIDERS, is_typing=True, asked=asked).hits
                hits |= dict.fromkeys(hit.provider for hit in more)
        rows = {one.pk: one for one in Provider.objects.filter(pk__in=hits).order_by()}
        found = [rows[one] for one in hits if one in rows][:MOST_PROVIDERS]
    return Suggestions(codes[:MOST_PROVIDERS], cities_or_places(typed), found)


def cities(typed: str, *, country: str = "", most: int = MOST_CITIES) -> list[CityFound]:
    """Cities whose name begins so, those with most providers first."""
    if not typed:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.country, c.key, c.name, c.latitude, c.longitude, w.providers FROM providers_city c "
            "JOIN providers_word w ON w.word = '0c' || lower(c.country) || '_' || replace(c.key, ' ', '_') "
            "WHERE c.key >= %s AND c.key < %s AND w.providers > 0 AND (%s = '' OR c.country = %s) "
            "ORDER BY c.key <> %s, w.providers DESC, c.key, c.country LIMIT %s",
            [typed, typed + _LAST, country, country, typed, most],
        )
        return [CityFound(*row) for row in cursor.fetchall()]


def cities_or_places(typed: str) -> list[CityFound]:
    """Cities with providers, then others of the world, whose name begins so."""
    found = cities(typed)
    if len(found) < MOST_CITIES:
        known = {(one.country, one.key) for one in found}
        others = [one for one in places_begun(typed) if (one.country, key(one.name)) not in known]
        found += [CityFound(one.country, "", one.name, one.latitude, one.longitude, 0) for one in others]
    return found[:MOST_CITIES]


def city(name: str, *, country: str = "") -> CityFound | None:
    """The city that a typed name means, the largest where several bear it; None when none begins so."""
    return next(iter(cities(key(name[:100]), country=country, most=1)), None)
