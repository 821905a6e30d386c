"""The place that a typed name means: a city with providers, else any city of the world, else the nearest spelling."""

from dataclasses import dataclass

from providers.places import place
from providers.search_spelling import spellings
from providers.search_suggestions import CityFound, city
from providers.words import key


@dataclass(frozen=True)
class Where:
    """A city. `key` is empty where no provider is in it, and one looks around it; `typed`: as it was misspelt."""

    name: str
    country: str
    key: str
    spot: tuple[float, float] | None
    typed: str = ""


def whereabouts(typed: str, *, country: str = "") -> Where | None:
    """What the name means in the country, else anywhere; None when nothing is near."""
    for scope in dict.fromkeys((country, "")):
        if found := _named(typed, scope):
            return found
    words = [(near[0].word if (near := spellings(word)) else word) for word in key(typed[:100]).split()]
    corrected = " ".join(words)
    if corrected == key(typed[:100]):
        return None
    for scope in dict.fromkeys((country, "")):
        found = _named(corrected, scope)
        if found and key(found.name) == corrected:
            return Where(found.name, found.country, found.key, found.spot, typed=typed)
    return None


def _named(typed: str, country: str) -> Where | None:
    """A whole name goes before one that only begins so, and a city with providers before one without."""
    ours, other = city(typed, country=country), None
    if ours is None or ours.key != key(typed[:100]):
        other = place(typed, country=country)
    if other and (ours is None or other.key == key(typed[:100])):
        return Where(other.name, other.country, "", (other.latitude, other.longitude))
    return _ours(ours) if ours else None


def _ours(found: CityFound) -> Where:
    known = found.latitude is not None and found.longitude is not None
    spot = (found.latitude, found.longitude) if known else None
    return Where(found.name, found.country, found.key, spot)  # type: ignore[arg-type]
