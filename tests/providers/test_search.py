"""Searching as people do it. The same on PostgreSQL: see test_on_postgresql.py."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml

from providers.models import Agreement, Listing, Provider
from providers.search import MOST_PAGES, PER_PAGE, Found, Wish, find
from providers.search_suggestions import suggest
from tests.providers.conftest import NAIROBI

QUERIES = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text(encoding="utf-8"))
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("listed")]


def names(found: Found) -> list[str]:
    """Of the results, in their order."""
    known = dict(Provider.objects.values_list("pk", "name"))
    return [known[hit.provider] for hit in found.hits]


def test_what_people_type() -> None:
    seen = {case["typed"]: names(find(Wish(query=case["typed"])))[:3] for case in QUERIES}
    wrong = {case["typed"]: seen[case["typed"]] for case in QUERIES if case["finds"] not in seen[case["typed"]]}
    assert not wrong


@pytest.mark.parametrize(
    ("typed", "speciality", "name"),
    [
        ("derm", "dermatology", None),
        ("skin doc", "dermatology", None),
        ("зубн", "dentistry", None),
        ("dentst", "dentistry", None),
        ("jacarn", None, "Jacaranda Hill Hospital"),
        ("wambu", None, "Dr Wambui Family Practice"),
        ("coigu", None, "Clínica Los Coigües"),
    ],
)
def test_suggestions_while_typing(typed: str, speciality: str | None, name: str | None) -> None:
    found = suggest(typed)
    assert speciality is None or speciality in found.specialities
    assert name is None or name in [one.name for one in found.providers]


def test_a_word_is_understood_once_for_the_country_and_the_world(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(11):
        found = suggest("jacarnda", country="CL").providers
    assert "Jacaranda Hill Hospital" in [one.name for one in found]
    with django_assert_max_num_queries(3):
        assert find(Wish(speciality="dentistry", country="KE")).hits


def test_a_city_is_suggested_with_its_place() -> None:
    (found, *_others) = suggest("momb").cities
    assert (found.name, found.country) == ("Mombasa", "KE")
    assert found.latitude == pytest.approx(-4.05, abs=0.1)


def test_each_filter_leaves_only_what_it_says() -> None:
    everybody = Listing.objects.filter(speciality=0).count()
    agreed = Agreement.objects.filter(direct_payment=True, until_on=None).values("provider")
    for wish, fits in [
        (Wish(country="KE"), Provider.objects.filter(country="KE")),
        (Wish(country="KE", city_key="mombasa"), Provider.objects.filter(city="Mombasa")),
        (Wish(kind="pharmacy"), Provider.objects.filter(kind="pharmacy")),
        (Wish(language="sw"), Provider.objects.filter(languages__contains="sw")),
        (Wish(new_patients=True), Provider.objects.filter(new_patients=True)),
        (Wish(country="KE", direct=True), Provider.objects.filter(country="KE", pk__in=agreed)),
        (Wish(speciality="pharmacy"), Provider.objects.filter(kind="pharmacy")),
    ]:
        found, seen = find(wish), set()
        page = 1
        while found.hits:
            seen |= {hit.provider for hit in found.hits}
            page += 1
            if not found.has_more:
                break
            found = find(Wish(**{**vars(wish), "page": page, "after": found.hits[-1].provider}))
        wanted = set(fits.values_list("pk", flat=True))
        if "direct" in vars(wish) and wish.direct:
            assert wanted <= seen
        else:
            assert seen == wanted, wish
        assert 0 < len(seen) < everybody


@pytest.mark.parametrize(
    "wish",
    [
        Wish(),
        Wish(near=NAIROBI),
        Wish(query="clinic"),
        Wish(query="clinic", near=NAIROBI, sort="distance"),
        Wish(speciality="general_practice"),
    ],
    ids=str,
)
def test_pages_show_everybody_once_by_number_and_by_going_on(wish: Wish) -> None:
    whole = find(wish, per_page=300).hits
    by_number = [hit for page in (1, 2, 3) for hit in find(Wish(**{**vars(wish), "page": page})).hits]
    going_on, after = [], None
    for page in (1, 2, 3):
        found = find(Wish(**{**vars(wish), "page": page, "after": after}))
        going_on += found.hits
        if not found.has_more:
            break
        after = found.hits[-1].provider
    assert going_on == whole[: len(going_on)]
    assert by_number[: len(going_on)] == going_on


def test_near_a_place_the_nearest_come_first_and_only_those_within() -> None:
    found = find(Wish(near=NAIROBI, within_km=25.0))
    distances = [hit.km for hit in found.hits]
    assert distances == sorted(distances)
    assert len(distances) > 0
    assert max(distances) <= 25
    assert names(find(Wish(query="dentist", near=NAIROBI)))[0] == "Savanna Dental Studio"
    assert "Marula Pharmacy" not in names(found)


BAD: list[dict[str, Any]] = [
    {"query": ""},
    {"query": "x"},
    {"query": "y" * 5000},
    {"query": "dentist " * 700},
    {"query": "%"},
    {"query": "_"},
    {"query": "100%_\\"},
    {"query": "'; DROP TABLE providers_provider; --"},
    {"query": '"clinic" AND NEAR(a b) * ^ {'},
    {"query": "😀👩‍⚕️"},
    {"query": "\u202eكلب\u200f"},
    {"query": "ⲁⲃⲅ ๑๒๓ ꙮ"},
    {"query": "0kpharmacy 0nke"},
    {"near": (90.0, 180.0)},
    {"near": (-90.0, -180.0), "within_km": 5.0},
    {"near": (0.0, 179.999), "speciality": "dentistry"},
    {"kind": "pharmacy", "speciality": "dentistry"},
    {"kind": "pharmacy", "speciality": "dentistry", "country": "KE", "language": "hu", "query": "jacaranda"},
    {"country": "XX", "city_key": "nowhere"},
    {"page": 10**9},
    {"page": -5},
    {"page": 10**9, "near": NAIROBI},
    {"page": 10**9, "query": "jacaranda"},
    {"after": UUID(int=7), "page": 3},
]


@pytest.mark.parametrize("asked", BAD, ids=lambda asked: str(asked)[:40])
def test_no_question_breaks_it(asked: dict[str, Any], django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(45):
        found = find(Wish(**asked))
    assert len(found.hits) <= PER_PAGE
    assert 1 <= found.page <= max(MOST_PAGES, 3)
    suggest(asked.get("query", ""))


def test_a_page_that_is_not_there_is_one_that_is() -> None:
    assert find(Wish(page=10**9)).hits == find(Wish()).hits
    assert find(Wish(query="jacaranda", page=30)).hits
