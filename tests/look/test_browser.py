"""The parts in a real browser: axe finds nothing, nothing overflows, the console stays empty, scripts do their work."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import browser as browser
from tests.browser import faults, needs_chromium
from tests.people import make_family, make_person, make_staff

pytestmark = [pytest.mark.slow, needs_chromium]


def opened(browser: Browser, url: str, *, cookie: str = "", language: str = "en", **options: object) -> Page:
    """A page at `url`, with what it said to the console in `page.said`."""
    context = browser.new_context(locale=language, **options)  # type: ignore[arg-type]
    if cookie:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
    page = context.new_page()
    page.said = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.said.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.said.append(str(error)))  # type: ignore[attr-defined]
    page.goto(url)
    return page


def staff_cookie() -> str:
    """The session of a colleague."""
    client = Client()
    client.force_login(make_staff("looker"))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.parametrize(
    ("width", "language", "scheme"),
    [(320, "ar", "dark"), (360, "en", "light"), (360, "fr", "dark"), (1280, "ar", "light"), (1280, "zh-CN", "dark")],
)
def test_every_part_is_clean(
    live_server: LiveServer, transactional_db: None, browser: Browser, width: int, language: str, scheme: str
) -> None:
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "reduced_motion": "reduce"}
    page = opened(browser, f"{live_server.url}/styleguide/", cookie=staff_cookie(), language=language, **options)
    assert page.said == []  # type: ignore[attr-defined]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []
    page.context.close()


def test_the_menu_is_one_row_in_every_language(
    live_server: LiveServer, transactional_db: None, browser: Browser
) -> None:
    """At each width from where it lies open; on a phone the button stands beside the name."""
    person = make_person(make_family("414/20001"), account=True)
    assert person.user
    client = Client()
    client.force_login(person.user)
    page = opened(browser, f"{live_server.url}/card/", cookie=client.cookies[settings.SESSION_COOKIE_NAME].value)
    for language, _name in settings.LANGUAGES:
        chosen = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
        page.context.add_cookies([chosen])  # type: ignore[list-item]
        page.goto(f"{live_server.url}/card/")
        assert page.locator("html").get_attribute("lang") == language
        for width in (900, 1024, 1280, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            assert len(set(page.locator(".nav a").evaluate_all("all => all.map((one) => one.offsetTop)"))) == 1, (
                language
            )
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for width in (320, 360):
            page.set_viewport_size({"width": width, "height": 800})
            row = page.locator(".top-row").bounding_box()
            assert row
            assert row["height"] <= 64, language
    page.context.close()


# Where the focus is: the middle of its row, and how far along the line of reading, from the right in Arabic.
_STOP = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect();
  if (!it.closest("header")) return null;
  const start = document.dir === "rtl" ? innerWidth - box.right : box.left;
  return [Math.round((box.top + box.bottom) / 2), Math.round(start)];
}"""


def stops_in_the_header(page: Page) -> list[tuple[int, int]]:
    """Row and place in it of everything in the header that the Tab key reaches, in its order."""
    page.locator(".brand").focus()
    stops = []
    while stop := page.evaluate(_STOP):
        stops.append((stop[0], stop[1]))
        page.keyboard.press("Tab")
    return stops


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_keyboard_goes_through_the_header_as_one_reads_it(
    live_server: LiveServer, transactional_db: None, browser: Browser, language: str, scripts: bool
) -> None:
    """Row by row, each from its beginning: with few places and with many, in the menu of a phone as on a desk."""
    person = make_person(make_family("414/20001"), account=True, language=language)
    assert person.user
    client = Client()
    client.force_login(person.user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    size = {"width": 360, "height": 800}
    options = {"viewport": size, "java_script_enabled": scripts}
    page = opened(browser, f"{live_server.url}/card/", cookie=cookie, language=language, **options)
    places = page.locator(".nav a").count()
    assert places > 6
    page.locator(".menu-button").click()
    for width, others in ((360, 5), (700, 5), (900, 4), (1024, 4), (1280, 4), (1600, 4)):
        page.set_viewport_size({"width": width, "height": 800})
        stops = stops_in_the_header(page)
        assert len(stops) == places + others, "the name, the bell, on a phone the button, language, account, places"
        assert stops == sorted(stops), (language, width)
    page.context.close()


def test_a_wrong_sign_in_moves_the_focus_to_what_is_wrong(
    live_server: LiveServer, transactional_db: None, browser: Browser
) -> None:
    page = opened(browser, f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator(".error-summary:focus").wait_for()
    assert page.title().startswith("Please check:")
    assert faults(page) == []
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_login"
    page.context.close()


def test_everything_is_there_without_scripts(live_server: LiveServer, transactional_db: None, browser: Browser) -> None:
    page = opened(browser, f"{live_server.url}/accounts/login/", java_script_enabled=False)
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert page.locator(".error-summary a").count() == 2
    page.locator(".drop > summary").click()
    page.get_by_role("button", name="Français").click()
    assert page.locator("html").get_attribute("lang") == "fr"
    page.context.close()


def test_a_form_is_sent_once_and_a_password_shown_on_wish(
    live_server: LiveServer, transactional_db: None, browser: Browser
) -> None:
    page = opened(browser, f"{live_server.url}/accounts/login/")
    page.fill("#id_password", "secret")
    page.get_by_role("button", name="Show the password").click()
    assert page.locator("#id_password").get_attribute("type") == "text"
    sent: list[str] = []
    page.route("**/accounts/login/", lambda route: sent.append(route.request.method))  # never answered
    twice = "it => { it.click(); it.click(); return it.ariaDisabled }"
    assert page.locator("main button.button-wide:not(.button-secondary)").evaluate(twice) == "true"
    page.wait_for_timeout(300)
    assert sent == ["POST"]
    page.context.close()


def test_chosen_files_are_listed(live_server: LiveServer, transactional_db: None, browser: Browser) -> None:
    page = opened(browser, f"{live_server.url}/styleguide/", cookie=staff_cookie())
    files = [{"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": b"x" * 400_000} for name in "ab"]
    page.set_input_files("#id_sample-documents", files)  # type: ignore[arg-type]
    assert page.locator("[data-files-list]:visible li").all_inner_texts() == ["a.pdf\n0.4 MB", "b.pdf\n0.4 MB"]
    page.context.close()


def test_the_session_warns_before_it_ends_and_can_be_kept(
    live_server: LiveServer, transactional_db: None, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": staff_cookie(), "url": live_server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"{live_server.url}/styleguide/")
    seconds = int(page.locator("[data-session]").get_attribute("data-seconds") or 0)
    page.clock.fast_forward((seconds - 100) * 1000)
    page.clock.run_for(1000)
    assert page.locator("dialog[open]").count() == 1
    page.get_by_role("button", name="Stay signed in").click()
    page.locator("dialog[open]").wait_for(state="detached")
    context.close()
