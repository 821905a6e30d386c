"""The pages of the provider list, for members and nobody else; where the reader is stays out of addresses."""

from typing import Any

import pytest
from django.test import Client

from providers.models import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("listed")]
PAGE = "/providers/"


def text(client: Client, path: str, **asked: Any) -> str:
    """The page as text."""
    answer = client.get(path, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_search_shows_what_fits_and_leads_to_it(ana_client: Client) -> None:
    page = text(ana_client, PAGE, q="jacarnda hill")
    provider = Provider.objects.get(reference="K1")
    assert f'href="/providers/{provider.pk}/"' in page
    assert "Direct payment" in page
    shown = text(ana_client, f"/providers/{provider.pk}/")
    assert "You pay your part only" in shown


def test_a_misspelt_city_and_a_wrong_filter_are_told(ana_client: Client) -> None:
    assert "No provider is known in “Nairobbery”" in text(ana_client, PAGE, city="Nairobbery")
    assert "Please check" in text(ana_client, PAGE, country="ZZ", q="jacaranda")
    assert "No provider fits" in text(ana_client, PAGE, kind="pharmacy", speciality="dentistry")


def test_near_me_is_rounded_and_kept_in_the_session_only(ana_client: Client) -> None:
    answer = ana_client.post("/providers/here/", {"latitude": "-1.28333", "longitude": "36.81667", "next": PAGE})
    assert answer.headers["Location"] == "/providers/?near=me"
    assert ana_client.session["providers.here"] == [-1.28, 36.82]
    page = text(ana_client, PAGE, near="me", q="dentist")
    assert "Savanna Dental Studio" in page
    assert "36.82" not in page


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"latitude": "91", "longitude": "0"},
        {"latitude": "nan", "longitude": "inf"},
        {"latitude": "x", "next": "//e.example"},
    ],
)
def test_a_place_off_the_globe_is_no_place(ana_client: Client, sent: dict[str, str]) -> None:
    answer = ana_client.post("/providers/here/", sent)
    assert answer.headers["Location"] == PAGE
    assert "providers.here" not in ana_client.session


def test_suggestions_lead_somewhere(ana_client: Client) -> None:
    offered = ana_client.get("/providers/suggestions/", {"q": "jacarn"}).json()["offered"]
    (named,) = [one for one in offered if one["text"] == "Jacaranda Hill Hospital"]
    assert named["note"] == "Nairobi, Kenya"
    assert ana_client.get(named["url"]).status_code == 200
    assert ana_client.get("/providers/suggestions/").json() == {"offered": []}


@pytest.mark.parametrize(
    "path", [PAGE, "/providers/suggestions/?q=a", "/providers/00000000-0000-0000-0000-000000000000/"]
)
def test_only_for_members(client: Client, path: str, ana_client: Client) -> None:
    assert client.get(path).status_code == 302
    assert ana_client.get("/providers/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_every_page_asks_the_database_as_often(ana_client: Client, django_assert_max_num_queries: Any) -> None:
    for asked in ({}, {"q": "clinic"}, {"country": "KE"}, {"page": str(10**9)}, {"q": "y" * 5000}, {"page": "x"}):
        with django_assert_max_num_queries(16):
            ana_client.get(PAGE, asked)
