"""The pages of the provider list, for members and nobody else; where the reader is stays out of addresses."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from portal.entitlements.models import PriceLevel
from portal.help.offices import office_of, toll_free
from portal.members.models import Person
from providers.models import Agreement, Provider, UsualPrice
from providers.places import write_places

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
    assert "No city is known as “Nairobbery”" in text(ana_client, PAGE, city="Nairobbery")
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


def price(reference: str, amount: str) -> Provider:
    """A usual price of a visit to a doctor at a provider in Kenya, where 60 dollars are accepted."""
    PriceLevel.objects.get_or_create(
        country="KE",
        benefit="gp_consultation",
        amount=Decimal(60),
        currency="USD",
        from_on=date(2026, 1, 1),
    )
    one = Provider.objects.get(reference=reference)
    start = date(2026, 2, 1)
    UsualPrice.objects.create(
        provider=one, benefit="gp_consultation", amount=Decimal(amount), currency="USD", from_on=start
    )
    return one


def test_a_result_says_what_it_is_where_and_what_it_costs_her(ana_client: Client) -> None:
    price("K1", "90")
    page = text(ana_client, PAGE, q="jacaranda hill")
    for told in (
        "Hospital",
        "Cardiology",
        "Nairobi</bdi>, Kenya",
        "90.00\xa0USD",
        "60.00\xa0USD",
        "you bear the difference",
    ):
        assert told in page, told
    Agreement.objects.filter(provider__reference="K1").update(accepts_price_levels=True)
    assert "the provider bears the difference" in text(ana_client, PAGE, q="jacaranda hill")
    assert "No direct payment" in text(ana_client, PAGE, q="savanna dental")


def test_prices_of_a_page_take_as_many_queries_as_one(ana_client: Client, django_assert_max_num_queries: Any) -> None:
    price("K1", "50")
    with django_assert_max_num_queries(40) as few:
        ana_client.get(PAGE)
    for provider in Provider.objects.filter(country="KE").exclude(reference="K1"):
        price(provider.reference, "70")
    with django_assert_max_num_queries(len(few)):
        page = text(ana_client, PAGE)
    assert page.count("usually") == page.count("provider-card") > 10


def test_the_first_search_is_in_the_readers_country_and_every_link_says_so(ana: Person, ana_client: Client) -> None:
    page = text(ana_client, PAGE)
    assert '<option value="KE" selected>Kenya' in page
    assert "country=KE" in page
    assert "Santiago" not in page
    assert "Clínica Los Coigües" in text(ana_client, PAGE, country="CL")
    assert "Vienna" in text(ana_client, PAGE, country="", speciality="cardiology")
    ana.family.located_in = "CL"
    ana.family.save()
    assert "Clínica Los Coigües" in text(ana_client, PAGE)


def test_countries_are_in_the_readers_language(ana_client: Client) -> None:
    asked = {"country": "CH", "q": "oeuvray"}
    page = ana_client.get(PAGE, asked, headers={"accept-language": "fr"}).content.decode()
    assert ">Suisse<" in page
    assert "Geneva</bdi>, Suisse" in page


def test_a_name_that_nobody_in_the_country_bears_is_found_elsewhere(ana_client: Client) -> None:
    page = text(ana_client, PAGE, q="stromberg herzpraxis", country="KE")
    assert "Nothing fits in Kenya" in page
    assert "Strömberg Herzpraxis" in page
    assert "Nothing fits" not in text(ana_client, PAGE, q="jacaranda", country="KE")


def test_a_filter_is_left_out_by_a_link_and_the_country_becomes_any(ana_client: Client) -> None:
    page = text(ana_client, PAGE, country="KE", kind="pharmacy")
    assert 'href="?country=&amp;kind=pharmacy"' in page or 'href="?kind=pharmacy&amp;country="' in page


def test_near_any_city_of_the_world_the_nearest_come_first(ana_client: Client) -> None:
    lodwar = ("lodwar", "KE", "Lodwar", 3.12, 35.6, 1, 82_970)
    write_places([lodwar, ("лодвар", "KE", "Lodwar", 3.12, 35.6, None, 82_970)], named="test")
    page = text(ana_client, PAGE, city="Lodwar", kind="hospital")
    assert "The nearest to Lodwar, Kenya, come first." in page
    assert "Jacaranda Hill Hospital" in page
    assert "km away" in page
    assert "No provider fits" in text(ana_client, PAGE, city="Lodwar", within="25")
    assert {"text": "Lodwar", "note": "City, Kenya"}.items() <= next(
        one.items() for one in ana_client.get("/providers/suggestions/", {"q": "lodw"}).json()["offered"]
    )


def test_a_city_in_another_country_or_misspelt_is_understood_and_said(ana_client: Client) -> None:
    page = text(ana_client, PAGE, city="Vienna", country="KE")
    assert "Vienna is in Austria, so Kenya was left out." in page
    assert "Strömberg Herzpraxis" in page
    assert "Shown for “Mombasa” instead of “Monbasa”." in text(ana_client, PAGE, city="Monbasa")


def test_the_map_and_the_list_show_the_same(ana_client: Client) -> None:
    listed = ana_client.get(PAGE, {"q": "clinic"}).context["results"]
    shown = ana_client.get(PAGE, {"q": "clinic", "view": "map"})
    assert [one.provider for _point, one in shown.context["map"].marks] == [one.provider for one in listed]
    asked = {"q": "clinic", "view": "map", "country": "KE"}
    page = ana_client.get(PAGE, asked, headers={"accept-language": "ar"}).content.decode()
    assert "كم" in page
    assert "km" not in page.split("</form>")[-1]


@pytest.mark.parametrize("country", ["KE", "US", "FR"])
def test_whom_to_call_is_the_office_of_her_region(ana: Person, ana_client: Client, country: str) -> None:
    ana.family.located_in = country
    ana.family.save()
    page = text(ana_client, f"/providers/{Provider.objects.get(reference='K2').pk}/")
    assert office_of(country).phone.link in page
    free = toll_free(country)
    assert ("free of charge" in page) == (free is not None)
    assert free is None or free.link in page
