"""Finding care in a browser: suggestions by keyboard, filters, list and map, a provider's page, what one asks there."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from claims.models import Claim
from portal.entitlements.models import PriceLevel
from portal.members.models import Person
from providers.models import Provider, ProviderRequest, UsualPrice
from providers.places import fill_places
from tests.browser import needs_chromium
from tests.claims.pages import page
from tests.journeys.sights import SIGHTS, tried
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD
from tests.providers.conftest import known_lines, line, take_in

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]
BOX = "Name, speciality or what you need"


@pytest.fixture
def listed(db: None) -> None:
    """The providers that the tests know, with phones, prices, and towns around them."""
    lines = known_lines()
    for number, one in enumerate(lines[:-1]):
        one |= {"phone": f"+254 20 555 0{number:03}", "address": f"{number + 1} Hill Road"}
    more = [line(f"M{n}", f"Kilima Clinic {n}", kind="clinic", longitude=f"{36.7 + n / 50}") for n in range(24)]
    take_in([*lines, *more])
    fill_places()
    level = {"benefit": "gp_consultation", "currency": "USD", "from_on": date(2026, 1, 1)}
    PriceLevel.objects.create(country="KE", amount=Decimal(60), **level)
    for reference, amount in (("K1", 90), ("K2", 40)):
        one = Provider.objects.get(reference=reference)
        UsualPrice.objects.create(provider=one, amount=Decimal(amount), **level)


def opened(visit: Visit, ana: Person, sight: str, **more: object) -> Visitor:
    """Ana, signed in, on the page of the search."""
    options = SIGHTS[sight] | more
    assert ana.user
    if language := str(options.get("language", "")):
        ana.user.language = language
        ana.user.save()
    visitor = visit(**options)
    visitor.go("/")
    visitor.sign_in(ana.reference, PASSWORD)
    return visitor


def shown(visitor: Visitor) -> set[str]:
    """The addresses of the providers on the page."""
    links = visitor.page.locator(
        "main section a[href^='/providers/'][href$='-'], main .providers h3 a, main .rows-name"
    )
    return set(links.evaluate_all("all => all.map((one) => one.getAttribute('href'))"))


@pytest.mark.parametrize("sight", tried("phone", "phone-arabic"))
@pytest.mark.usefixtures("listed")
def test_from_a_misspelt_name_to_the_provider(sight: str, visit: Visit, ana: Person) -> None:
    visitor = opened(visit, ana, sight, album=f"finding-{sight}")
    visitor.go("/providers/")
    assert visitor.field("country").input_value() == "KE"
    box = visitor.page.get_by_role("combobox", name=visitor.words(BOX))
    box.press_sequentially("jacarn", delay=20)
    visitor.page.get_by_role("option").first.wait_for()
    visitor.look()
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "suggestions-0"
    box.press("Enter")
    visitor.page.wait_for_url("**/providers/*-*/")
    assert "Jacaranda Hill Hospital" in visitor.text
    visitor.look()

    visitor.go("/providers/?q=jacarnda+hospital")
    card = visitor.page.locator(".provider-card").first
    assert card.locator("a[href='tel:+254205550000']").count() == 1
    assert card.locator("a[href^='https://www.openstreetmap.org/directions']").count() == 1
    visitor.go("/providers/?kind=pharmacy&speciality=dentistry")
    assert visitor.words("No provider fits all of this") in visitor.text


@pytest.mark.parametrize("sight", tried("phone"))
@pytest.mark.usefixtures("listed")
def test_filters_and_the_map_of_the_same_results(sight: str, visit: Visit, ana: Person) -> None:
    visitor = opened(visit, ana, sight, album=f"map-{sight}")
    visitor.go("/providers/")
    visitor.page.locator("details.more > summary").first.click()
    visitor.look()
    visitor.fill({"city": "Kiambu", "within": "50"})
    visitor.press("Search")
    assert "city=Kiambu" in visitor.page.url
    assert "country=KE" in visitor.page.url
    listed = shown(visitor)
    assert len(listed) == 20
    visitor.desk = True  # axe is in doubt of the contrast of any words in a drawing
    visitor.follow("Map")
    assert shown(visitor) == listed
    marks = visitor.page.locator("a.map-mark")
    assert {mark.get_attribute("href") for mark in marks.all()} == listed
    marks.first.focus()
    assert visitor.page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("1: ")
    assert "Kiambu" in visitor.page.locator(".map-town-name").all_text_contents()
    visitor.follow("Next page")
    assert shown(visitor)
    assert not shown(visitor) & listed


@pytest.mark.usefixtures("listed")
def test_near_me_asks_the_browser_and_sorts_by_distance(visit: Visit, ana: Person) -> None:
    here = {"latitude": -1.28333, "longitude": 36.81667}
    visitor = opened(visit, ana, "phone", permissions=["geolocation"], geolocation=here)
    visitor.go("/providers/")
    visitor.page.get_by_role("button", name="Near me").click()
    visitor.page.wait_for_url("**/providers/?near=me")
    assert "km away" in visitor.text
    assert "36.8" not in visitor.page.url


@pytest.mark.usefixtures("listed")
def test_what_a_member_tells_and_asks(visit: Visit, ana: Person) -> None:
    visitor = opened(visit, ana, "phone")
    known = Provider.objects.get(reference="K2")
    visitor.go(f"/providers/{known.pk}/")
    visitor.follow("Report something wrong")
    visitor.fill({"words": "It moved to the next street."})
    visitor.press("Send")
    visitor.go(f"/providers/{known.pk}/")
    visitor.follow("Ask for direct payment here, for once")
    visitor.fill({"care": "in_patient"})
    visitor.press("Send")
    visitor.go("/providers/")
    visitor.follow("Suggest a provider for the network")
    visitor.button("Send").click()
    assert len(visitor.errors()) >= 2
    visitor.said.clear()  # Chromium notes the answer 422
    visitor.fill({"name": "Saint Blue Clinic", "city": "Kisumu", "country": "KE"})
    visitor.press("Send")
    assert visitor.path == "/providers/requests/"
    assert set(ProviderRequest.objects.values_list("kind", "asked_by")) == {
        (kind, ana.user_id) for kind in ("wrong", "direct", "network")
    }
    assert all(name in visitor.text for name in ("Dr Wambui Family Practice", "Saint Blue Clinic"))


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("sight", tried("desk-dark"))
def test_who_gave_the_care_is_found_in_the_same_list(
    sight: str, visit: Visit, ana: Person, drafted: Callable[..., Claim]
) -> None:
    visitor = opened(visit, ana, sight, album=f"provided-{sight}")
    visitor.go(page("lines", drafted()))
    name = visitor.field("line-0-provider_name")
    name.fill("")
    name.press_sequentially("stromburg", delay=20)
    visitor.page.locator(".suggest-list [role=option]").first.wait_for()
    visitor.look()
    name.press("ArrowDown")
    name.press("Enter")
    assert name.input_value() == "Strömberg Herzpraxis"
    assert visitor.field("line-0-country").input_value() == "AT"
    visitor.page.locator(".suggest-list").first.wait_for(state="hidden")
