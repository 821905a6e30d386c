"""Finding a provider in a browser: suggestions by keyboard, the list, a provider, near me, an empty result."""

from collections.abc import Callable

import pytest

from portal.members.models import Person
from tests.browser import needs_chromium
from tests.journeys.test_claim import SIGHTS, TO_LOOK_AT
from tests.journeys.visitor import ALBUM, Visitor
from tests.people import PASSWORD
from tests.providers.conftest import known_lines, take_in

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]


@pytest.mark.parametrize("sight", [*SIGHTS, *TO_LOOK_AT] if ALBUM else ["phone"])
def test_from_a_misspelt_name_to_the_provider(sight: str, visit: Visit, ana: Person) -> None:
    take_in(known_lines())
    assert ana.user
    if language := str({**SIGHTS, **TO_LOOK_AT}[sight].get("language", "")):
        ana.user.language = language
        ana.user.save()
    visitor = visit(album=f"finding-{sight}", **{**SIGHTS, **TO_LOOK_AT}[sight])
    visitor.go("/")
    visitor.sign_in(ana.reference, PASSWORD)
    visitor.go("/providers/")
    box = visitor.page.get_by_role("combobox", name=visitor.words("Name, speciality or what you need"))
    box.press_sequentially("jacarn", delay=20)
    visitor.page.get_by_role("option").first.wait_for()
    visitor.look()
    box.press("ArrowDown")
    box.press("Enter")
    visitor.page.wait_for_url("**/providers/*-*/")
    assert "Jacaranda Hill Hospital" in visitor.text
    visitor.look()
    visitor.go("/providers/?q=dentist")
    assert "Savanna Dental Studio" in visitor.text
    visitor.go("/providers/?kind=pharmacy&speciality=dentistry")
    assert visitor.words("No provider fits all of this") in visitor.text


def test_near_me_asks_the_browser_and_sorts_by_distance(visit: Visit, ana: Person) -> None:
    take_in(known_lines())
    visitor = visit(permissions=["geolocation"], geolocation={"latitude": -1.28333, "longitude": 36.81667})
    visitor.go("/")
    visitor.sign_in(ana.reference, PASSWORD)
    visitor.go("/providers/")
    visitor.page.get_by_role("button", name="Near me").click()
    visitor.page.wait_for_url("**/providers/?near=me")
    assert "km away" in visitor.text
    assert "36.8" not in visitor.page.url
