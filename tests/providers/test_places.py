"""Cities of the world in a table, taken out of the package once."""

import pytest

from providers.models import Place
from providers.places import fill_places, largest_around, place, places_begun, write_places
from providers.whereabouts import whereabouts

pytestmark = pytest.mark.django_db
NAIROBI = (-1.28, 36.82)


@pytest.mark.slow
def test_they_come_out_of_the_package_once() -> None:
    assert fill_places() > 100_000
    assert fill_places() == 0
    for typed, country, name in (
        ("Lodwar", "KE", "Lodwar"),
        ("PARIS", "FR", "Paris"),
        ("Найроби", "KE", "Nairobi"),
        ("内罗毕", "KE", "Nairobi"),
        ("نيروبي", "KE", "Nairobi"),
        ("genève", "CH", "Geneva"),
    ):
        found = place(typed)
        assert found, typed
        assert found.country == country, typed
        assert found.name == name, typed
    around = largest_around(NAIROBI, 50, most=5)
    assert around[0].name == "Nairobi"
    assert len({one.name for one in around}) == 5, "each once, whatever names it goes by"
    assert {"KE"} == {one.country for one in around}


def test_the_nearer_name_wins() -> None:
    rows = [
        ("paris", "FR", "Paris", 48.85, 2.35, 7, 2_138_551),
        ("paris", "US", "Paris", 33.66, -95.55, 8, 25_171),
        ("parisot", "FR", "Parisot", 44.2, 1.8, 9, 900),
        ("lodz", "PL", "Łódź", 51.77, 19.47, 10, 768_755),
    ]
    write_places(rows, named="test")
    assert [(one.country, one.name) for one in places_begun("par", most=3)] == [
        ("FR", "Paris"), ("US", "Paris"), ("FR", "Parisot"),
    ]  # fmt: skip
    for typed, country, meant in (
        ("Paris", "", "FR"),
        ("Paris", "US", "US"),
        ("paris", "KE", "FR"),
        ("Łódź", "", "PL"),
    ):
        found = whereabouts(typed, country=country)
        assert found, typed
        assert found.country == meant
    for typed in ("", "x", "%", "😀", "y" * 5000, "'; --", "\u202e"):
        assert whereabouts(typed) is None
    assert Place.objects.count() == 4


@pytest.mark.parametrize("spot", [(89.9, 0.0), (0.0, 179.99)])
def test_where_the_map_has_an_edge_no_towns_are_named(spot: tuple[float, float]) -> None:
    assert largest_around(spot, 100, most=5) == []
