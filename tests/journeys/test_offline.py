"""A phone without a line: the card that was kept, the page for all others, and what the browser may hold of anybody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse

from portal.members.models import Enrolment, Person
from portal.offline import releasing
from tests.browser import needs_chromium
from tests.claims.conftest import private as private
from tests.journeys.phone import (
    AGED,
    EXTRACTABLE,
    HELD,
    KEPT,
    Visit,
    back,
    cut,
    open_without_line,
    phone,
    until,
)
from tests.journeys.sights import SIGHTS, tried
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium, pytest.mark.usefixtures("fresh_script")]
NO_LINE = "Without a connection"


@pytest.mark.parametrize("sight", tried("phone-arabic", "desk-dark"))
def test_the_card_opens_without_a_line_and_goes_at_sign_out(
    visit: Visit, ana: Person, carla: Person, sight: str
) -> None:
    visitor = phone(visit, album=f"offline-{sight}", **SIGHTS[sight])
    visitor.sign_in("414/20001", PASSWORD)
    visitor.go("/card/")
    visitor.button("Keep my card on this phone").click()
    visitor.page.locator("[data-keep-on]:visible").wait_for()
    visitor.look()
    assert visitor.page.evaluate(KEPT) == {"drafts": 0, "files": 0, "kept": 1, "keys": 1}
    assert visitor.page.evaluate(EXTRACTABLE) is False
    cut(visitor)
    open_without_line(visitor, "/claims/")
    assert visitor.page.locator("h1").inner_text() == visitor.words(NO_LINE)
    visitor.page.locator(".member-card").nth(1).wait_for()
    assert "Ana Otieno" in visitor.text
    assert "Carla Otieno" in visitor.text
    assert "414/20001-2" in visitor.text
    first = visitor.page.locator("[data-offices] li").first
    assert first.get_attribute("data-office") == "africa"
    back(visitor)
    visitor.page.evaluate("dispatchEvent(new Event('online'))")
    visitor.page.locator("[data-back]:visible").wait_for()
    visitor.press("Go on")
    assert visitor.path == "/claims/"
    visitor.open_menu()
    visitor.page.locator(".tools .drop > summary").last.click()
    with visitor.page.expect_navigation(url="**/accounts/logout/"):
        visitor.button("Sign out").click()
    visitor.page.locator("[data-forget-ask]:visible").wait_for()
    visitor.look()
    visitor.page.locator("main").get_by_role("button", name=visitor.words("Sign out")).click()
    visitor.page.wait_for_url("**/accounts/login/")
    assert visitor.page.evaluate(KEPT) == {"drafts": 0, "files": 0, "kept": 0, "keys": 0}
    cut(visitor)
    open_without_line(visitor, "/card/")
    assert visitor.page.locator(".member-card").count() == 0
    assert "Otieno" not in visitor.page.content()


def test_a_copy_goes_when_the_cover_ended_and_survives_the_end_of_a_session(visit: Visit, ana: Person) -> None:
    visitor = phone(visit, axe=False)
    visitor.sign_in("414/20001", PASSWORD)
    visitor.go("/card/")
    visitor.button("Keep my card on this phone").click()
    visitor.page.locator("[data-keep-on]:visible").wait_for()
    visitor.context.clear_cookies()
    visitor.go("/accounts/login/")
    assert visitor.page.evaluate(KEPT)["kept"] == 1
    Enrolment.objects.filter(person=ana).update(until_on="2026-10-31")
    visitor.page.evaluate(AGED)
    visitor.go("/accounts/login/")
    until(visitor, f"{KEPT}.then((rows) => rows.kept === 0)")


def test_no_page_of_a_person_is_held_and_nothing_in_the_way_of_the_line(
    visit: Visit, ana: Person, drafted: Callable[..., Any]
) -> None:
    claim = drafted()
    visitor = phone(visit, axe=False)
    visitor.sign_in("414/20001", PASSWORD)
    for name in ("home", "claims:history", "card:cards", "entitlements:plan", "members:account", "help:contact"):
        visitor.go(reverse(name))
    for name in ("lines", "check", "documents"):
        visitor.go(reverse(f"claims:{name}", args=[claim.pk]))
    held = visitor.page.evaluate(HELD)
    assert len(held) > 8
    for url, rule, text in held:
        assert "no-store" not in (rule or ""), url
        assert not any(told in text for told in ("Otieno", "414/20001", "csrfmiddlewaretoken")), url
        assert any(part in url for part in ("/static/", "/offline/", "/claims/without-connection/")), url
    assert visitor.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    with visitor.page.expect_download() as saved:
        visitor.page.goto(visitor.portal + "/card/")
        visitor.page.locator("main a.button").first.click()
    assert saved.value.suggested_filename == "card.pdf"
    visitor.page.goto(visitor.portal + "/no-such-page")
    assert "Page not found" in visitor.page.content()


def test_a_form_sent_into_the_void_is_sent_again_from_the_page_that_stands_for_it(
    visit: Visit, ana: Person, drafted: Callable[..., Any]
) -> None:
    claim = drafted()
    visitor = phone(visit, axe=False)
    visitor.sign_in("414/20001", PASSWORD)
    visitor.go(reverse("claims:lines", args=[claim.pk]))
    visitor.fill({"line-0-provider_name": "Zebra Clinic"})
    cut(visitor)
    visitor.button("Save and check").click()
    visitor.page.locator("[data-unsent]:visible").wait_for()
    assert "What you wrote was not sent" in visitor.text
    visitor.picture()
    back(visitor)
    visitor.page.on("dialog", lambda dialog: dialog.accept())
    with visitor.page.expect_navigation():
        visitor.button("Send it again").click()
    assert visitor.path.endswith("/check/")
    assert "Zebra Clinic" in visitor.text
    assert claim.lines.get().provider_name == "Zebra Clinic"


def test_a_release_renews_the_worker_and_it_can_be_taken_back(visit: Visit, ana: Person) -> None:
    visitor = phone(visit, axe=False)
    (before,) = visitor.page.evaluate("caches.keys()")
    with override_settings(
        ADMINISTRATOR={"name": "Otherwise", "logo": "O", "address": "X", "phone": "+32 3 1", "email": ""}
    ):
        releasing._script.cache_clear()
        visitor.go("/accounts/login/")
        until(visitor, "(old) => caches.keys().then((names) => names.length === 1 && names[0] !== old)", before)
    with override_settings(SERVICE_WORKER=False):
        visitor.go("/accounts/login/")
        until(visitor, "navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)")
        until(visitor, "caches.keys().then((names) => names.length === 0)")
        visitor.go("/accounts/login/")


def test_it_can_be_installed(visit: Visit, ana: Person) -> None:
    visitor = phone(visit, axe=False)
    talk = visitor.context.new_cdp_session(visitor.page)
    told = talk.send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"].endswith("/manifest.webmanifest?language=en")
    assert told["data"]
    wrong = {one["errorId"] for one in talk.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert wrong <= {"in-incognito"}  # as every window of a test is
