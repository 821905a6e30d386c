"""The pages of the card in a real browser: nothing for axe in any light, width and direction."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from portal.card.models import Card
from portal.members.models import Person
from tests.browser import browser as browser
from tests.browser import needs_chromium
from tests.claims.conftest import clock as clock
from tests.claims.conftest import private as private
from tests.claims.conftest import still_bell as still_bell
from tests.journeys.conftest import visit as visit
from tests.journeys.conftest import work as work
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]


def member(visit: Visit, **options: object) -> Visitor:
    """Ana, signed in."""
    visitor = visit(**options)
    visitor.go("/")
    visitor.sign_in("41420001", PASSWORD)
    return visitor


@pytest.mark.parametrize(
    ("width", "light", "language"),
    [(360, "light", "ar"), (360, "dark", "en")],
)
def test_pages_keep_every_promise(
    visit: Visit, ana: Person, carla: Person, width: int, light: str, language: str
) -> None:
    album = f"card-{width}-{light}-{language}"
    visitor = member(visit, width=width, color_scheme=light, language=language, album=album)
    for page in pages(ana):
        visitor.go(page)
        if visitor.page.locator("main details").count():
            visitor.page.evaluate("document.querySelectorAll('main details').forEach((it) => it.open = true)")
            visitor.look()


def pages(ana: Person) -> list[str]:
    """One address of every kind of page."""
    return [
        reverse("card:cards"),
        reverse("card:certificates"),
        reverse("card:forms"),
        reverse("card:confirm", args=[Card.objects.get(person=ana).seal]),
    ]


def test_pages_fit_the_narrowest_window(visit: Visit, ana: Person, carla: Person) -> None:
    visitor = member(visit, width=320, axe=False)
    for page in pages(ana):
        visitor.go(page)


def test_a_lost_card_is_renewed_without_scripts(visit: Visit, ana: Person) -> None:
    visitor = member(visit, java_script_enabled=False)
    visitor.go(reverse("card:cards"))
    visitor.page.locator("main summary").click()
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name="Renew this card").click()
    visitor.look()
    assert "The card is renewed" in visitor.page.locator("body").inner_text()
    assert Card.objects.filter(person=ana).count() == 2


def test_from_the_card_to_a_proof_of_insurance(
    visit: Visit, ana: Person, carla: Person, work: Callable[[], int], private: object
) -> None:
    visitor = member(visit, album="card-proof")
    visitor.go(reverse("card:cards"))
    visitor.follow("Proof of insurance")
    visitor.page.locator("main label", has_text="Carla Otieno").click()
    visitor.fill({"addressee": "Embassy of Belgium", "from_on_day": "10", "from_on_month": "12"})
    visitor.press("Make the proof")
    assert visitor.errors()
    visitor.fill({"from_on_year": "2026", "until_on_day": "5", "until_on_month": "1", "until_on_year": "2027"})
    visitor.press("Make the proof")
    assert "We are making your proof" in visitor.text
    work()
    visitor.follow("Look again")
    assert "Your proof is ready" in visitor.text
    with visitor.page.expect_download() as saved:
        visitor.link("Save the proof").click()
    assert saved.value.suggested_filename == "proof-of-insurance.pdf"
