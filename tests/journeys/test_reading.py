"""Ways of reading: another language, right to left, large text, a narrow window, nothing that moves."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from claims.adjudication import settle
from claims.models import Claim
from portal.members.models import Person
from tests.browser import CHROMIUM, FLAGS, needs_chromium
from tests.claims.conftest import line
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]

# What turns, fades or glides once the button of the form is pressed; its request is never answered.
MOVES = """() => {
  document.querySelector("main form .form-actions button")?.click();
  const turns = (style) =>
    style.animationName !== "none" || style.transitionDuration.split(", ").some((time) => time !== "0s");
  const moves = (it) =>
    [null, "::before", "::after"].some((part) => turns(getComputedStyle(it, part)))
    || getComputedStyle(it).scrollBehavior === "smooth";
  return [...document.querySelectorAll("*")].filter(moves).map((it) => it.outerHTML.slice(0, 90));
}"""

# Text that sticks out of its box sideways and is not meant to scroll or to be hidden.
CLIPPED = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((it) => {
  const style = getComputedStyle(it);
  const hides = ["hidden", "clip"].includes(style.overflowX) && !it.closest(".visually-hidden, svg, select, input");
  return hides && it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 1;
}).map((it) => it.outerHTML.slice(0, 90)).slice(0, 3)"""


@pytest.fixture
def pages(ana: Person, drafted: Callable[..., Claim], sent: Callable[..., Claim], now: datetime) -> list[str]:
    """Addresses of every kind of page a member has, with something on it."""
    draft, settled = drafted(line(), line(benefit="rx_general")), sent(line(), line(benefit="eye_test"))
    settle(claim_id=settled.pk, now=now)
    mine = [reverse(f"claims:{name}", args=[draft.pk]) for name in ("documents", "lines", "check")]
    account = [reverse(name) for name in ("members:account", "members:readers", "mfa_index", "usersessions_list")]
    return ["/", "/claims/", "/claims/new/", *mine, reverse("claims:status", args=[settled.pk]), *account]


def signed_in(visit: Visit, **options: object) -> Visitor:
    """Ana at her home page."""
    visitor = visit(**options)
    visitor.go("/")
    visitor.sign_in("41420001", PASSWORD)
    return visitor


def test_the_language_is_changed_on_any_page_and_stays(visit: Visit, pages: list[str]) -> None:
    visitor = signed_in(visit)
    visitor.go(pages[6])
    assert visitor.page.locator("html").get_attribute("dir") == "ltr"
    visitor.open_menu()
    visitor.page.locator(".tools .drop > summary").first.click()
    visitor.look(part=".top")
    visitor.language = "ar"
    with visitor.page.expect_navigation():
        visitor.page.locator("button[lang=ar]").click()
    visitor.look()
    for address in [visitor.path, "/", "/claims/new/"]:
        visitor.go(address)
        html = visitor.page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
    visitor.press("Continue")
    assert visitor.path.endswith("/documents/")


SIGHTS: dict[str, dict[str, object]] = {
    "reflow": {"width": 320, "axe": True},
    "reflow-arabic": {"width": 320, "language": "ar"},
    "zoom-200": {"width": 640, "device_scale_factor": 2},
}


@pytest.mark.parametrize("sight", SIGHTS)
def test_every_page_fits_a_narrow_window(visit: Visit, pages: list[str], sight: str) -> None:
    visitor = signed_in(visit, **{"axe": False, "album": sight, **SIGHTS[sight]})
    for address in pages:
        visitor.go(address)
        assert visitor.page.evaluate(CLIPPED) == [], address


@pytest.fixture
def large_text(browser: Browser) -> Iterator[Browser]:
    """A browser whose own setting doubles all text, which layouts measured in em answer too."""
    flags = [*FLAGS, "--blink-settings=defaultFontSize=32"]
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=flags)
    yield chromium
    chromium.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_fits_text_of_twice_the_size(
    visit: Visit, pages: list[str], large_text: Browser, width: int
) -> None:
    visitor = signed_in(visit, through=large_text, width=width, album=f"large-{width}", axe=False)
    assert visitor.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    for address in pages:
        visitor.go(address)
        assert visitor.page.evaluate(CLIPPED) == [], address


def test_nothing_moves_for_those_who_asked_for_that(visit: Visit, pages: list[str]) -> None:
    visitor = signed_in(visit, reduced_motion="reduce", axe=False)
    for address in pages:
        visitor.go(address)
        visitor.page.route("**", lambda route: None)
        assert visitor.page.evaluate(MOVES) == [], address
        visitor.page.unroute("**")
    others = signed_in(visit, reduced_motion="no-preference", axe=False)
    others.page.route("**", lambda route: None)
    assert others.page.evaluate(MOVES)
