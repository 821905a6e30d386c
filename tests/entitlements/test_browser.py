"""The plan's pages in a real browser: nothing for axe in any light, width and direction; search without scripts."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from portal.members.models import Person
from tests.browser import browser as browser
from tests.browser import needs_chromium
from tests.claims.conftest import still_bell as still_bell
from tests.entitlements.conftest import Uses
from tests.journeys.conftest import visit as visit
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium, pytest.mark.usefixtures("figures")]
Visit = Callable[..., Visitor]

BENEFITS = ("lenses", "hosp_bed_private", "hosp_spa_cure")


def pages() -> list[str]:
    """One address of every kind of page, and of benefits that differ most."""
    plain = [reverse(f"entitlements:{name}") for name in ("plan", "rules", "left", "year", "rights", "calendar")]
    found = [reverse("entitlements:search") + query for query in ("?q=glases", "?q=qqqq")]
    lists = [
        reverse("entitlements:section", kwargs={"key": "2.6"}),
        reverse("entitlements:situation", kwargs={"key": "teeth"}),
    ]
    return plain + found + lists + [reverse("entitlements:benefit", kwargs={"code": code}) for code in BENEFITS]


@pytest.fixture
def year(ana: Person, carla: Person, uses: Uses) -> None:
    """A year with something on every page."""
    uses(ana, "lenses", date(2026, 3, 14), "120.00", LENSES=2)
    uses(ana, "dental_ordinary", date(2026, 4, 1), "950.00", DENTAL_ORDINARY=1)
    uses(ana, "gp_consultation", date(2026, 5, 1), "8000.00", "2000.00")
    uses(carla, "well_child_3_19", date(2026, 5, 1), "80.00", well_child_3_19=1)


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
def test_pages_keep_every_promise(visit: Visit, year: None, width: int, light: str, language: str) -> None:
    album = f"plan-{width}-{light}-{language}"
    visitor = member(visit, width=width, color_scheme=light, language=language, album=album)
    for page in pages():
        visitor.go(page)
        if visitor.page.locator("main details").count():
            visitor.page.evaluate("document.querySelectorAll('main details').forEach((it) => it.open = true)")
            visitor.look()


def test_pages_fit_the_narrowest_window(visit: Visit, year: None) -> None:
    visitor = member(visit, width=320, axe=False)
    for page in pages():
        visitor.go(page)


def test_from_a_word_to_ones_own_figures(visit: Visit, year: None) -> None:
    visitor = member(visit, java_script_enabled=False)
    visitor.go(reverse("entitlements:plan"))
    visitor.fill({"q": "Glases"})
    visitor.press("Search")
    assert "Shown for “glasses”" in visitor.text
    visitor.follow("Lenses for glasses")
    assert "Again from 14 March 2027." in visitor.text.replace("\xa0", " ")


def test_an_address_for_the_calendar(visit: Visit, year: None) -> None:
    visitor = member(visit)
    visitor.go(reverse("entitlements:rights"))
    visitor.follow("Calendar address")
    visitor.press("Make an address")
    address = visitor.page.get_by_label("Copy it into your calendar programme now").input_value()
    assert address.startswith(visitor.portal)
    read = visitor.page.request.get(address)
    assert (read.status, b"DTSTART;VALUE=DATE:20270314" in read.body()) == (200, True)
    visitor.press("End the address")
    assert "The calendar address is gone" in visitor.text
    assert visitor.page.request.get(address).status == 404
