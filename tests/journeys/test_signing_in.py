"""Second factors, devices and sessions in a real browser: set up, used, remembered, ended; and time that runs out."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import Claim
from portal.members.models import Device, Person
from portal.post.models import Dispatch
from tests.browser import faults, needs_chromium
from tests.journeys.claiming import expense
from tests.journeys.sights import SIGHTS, TRIED
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]


def code(secret: str) -> str:
    """What the app shows now, as if this code had not been used a moment ago."""
    cache.clear()
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_app(visitor: Visitor) -> tuple[str, str]:
    """Signs in and sets up an authenticator app: its key, and one of the recovery codes."""
    visitor.go(reverse("account_login"))
    visitor.sign_in("414/20001", PASSWORD)
    visitor.go(reverse("mfa_index"))
    visitor.follow("Set up an app")
    visitor.fill({"password": PASSWORD})
    visitor.press("Confirm")
    visitor.fill({"code": "000"})
    visitor.press("Turn on")
    assert len(visitor.errors()) == 1
    secret = visitor.page.locator("dd code").inner_text()
    visitor.fill({"code": code(secret)})
    visitor.press("Turn on")
    return secret, visitor.page.locator(".codes li").first.inner_text().strip()


@pytest.mark.parametrize("sight", TRIED)
def test_an_app_a_remembered_device_a_recovery_code(visit: Visit, ana: Person, sight: str) -> None:
    visitor = visit(album=f"factor-{sight}", **SIGHTS[sight])
    secret, spare = with_app(visitor)
    visitor.sign_out()
    visitor.sign_in("414 20001", PASSWORD)
    assert visitor.path == reverse("mfa_authenticate")
    visitor.field("remember").check()
    visitor.fill({"code": code(secret)})
    visitor.press("Sign in")
    assert visitor.path == "/"
    visitor.sign_out()
    visitor.sign_in("414/20001", PASSWORD)
    assert visitor.path == "/", "not asked again here"
    visitor.go(reverse("members:devices"))
    with visitor.page.expect_navigation():
        visitor.page.locator("main td button").click()
    visitor.look()
    assert not Device.objects.exists()
    visitor.sign_out()
    visitor.sign_in("414/20001", PASSWORD)
    visitor.fill({"code": spare})
    visitor.press("Sign in")
    assert visitor.path == "/"
    visitor.sign_out()
    visitor.sign_in("414/20001", PASSWORD)
    visitor.fill({"code": spare})
    visitor.press("Sign in")
    assert len(visitor.errors()) == 1, "a recovery code lets in once"


def test_another_device_is_told_and_ended(visit: Visit, ana: Person) -> None:
    here, there = visit(album="sessions"), visit()
    for visitor in (here, there):
        visitor.go(reverse("account_login"))
        visitor.sign_in("414/20001", PASSWORD)
    assert Dispatch.objects.filter(kind="new_device").count() == 1
    here.go(reverse("usersessions_list"))
    here.press("Sign out all other devices")
    there.page.reload()
    assert there.path == reverse("account_login")
    here.page.reload()
    assert here.path == reverse("usersessions_list")


def test_how_strong_a_password_is_shows_while_typing(visit: Visit, ana: Person) -> None:
    visitor = visit(album="strength")
    visitor.go(reverse("account_login"))
    visitor.sign_in("414/20001", PASSWORD)
    visitor.go(reverse("account_change_password"))
    line = visitor.page.locator("#password-strength")
    for typed, said in (("passwordpassword", "Very easy to guess"), ("trumpet glacier onion wool", "Very strong")):
        visitor.field("password1").press_sequentially(typed)
        expect(line).to_contain_text(said)
        visitor.look()
        visitor.field("password1").fill("")
    new = {"oldpassword": PASSWORD, "password1": "trumpet glacier onion wool"}
    visitor.fill({**new, "password2": new["password1"]})
    visitor.press("Save the new password")
    visitor.sign_in("414/20001", new["password1"])
    assert visitor.path != reverse("account_login")


def test_time_runs_out_and_nothing_typed_is_lost(visit: Visit, ana: Person, drafted: Callable[..., Claim]) -> None:
    lines = reverse("claims:lines", args=[drafted().pk])
    visitor = visit(album="time")
    visitor.page.clock.install()
    visitor.go(lines)
    visitor.sign_in("414/20001", PASSWORD)
    typed = expense(0, "eye_test", "321,50", currency="KES", provider_name="Zebra Clinic")
    visitor.fill(typed)
    visitor.page.clock.fast_forward(14 * 60_000)
    visitor.page.clock.run_for(1000)
    visitor.page.locator("dialog[open]").wait_for()
    visitor.picture()
    # What lies behind the dialog leaves axe in doubt of contrast.
    assert faults(visitor.page, "dialog", undecided=False) == []
    with visitor.page.expect_navigation(url=re.compile("/accounts/login/")):
        visitor.page.clock.fast_forward(2 * 60_000)
    assert "Zebra" not in visitor.page.content()
    visitor.sign_in("414/20001", PASSWORD)
    assert visitor.path == lines
    assert {name: visitor.field(name).input_value() for name in typed} == typed


def test_every_page_gives_back_what_its_reader_typed_and_nobody_else(visit: Visit, ana: Person, ben: Person) -> None:
    visitor = visit()
    visitor.page.clock.install()
    visitor.go(reverse("account_login"))
    visitor.sign_in("414/20001", PASSWORD)
    for who, given in ((ben, "es"), (ana, "fr")):
        visitor.go(reverse("members:account"))
        visitor.fill({"language": "fr"})
        with visitor.page.expect_navigation(url=re.compile("/accounts/login/")):
            visitor.page.clock.fast_forward(16 * 60_000)
        if who is ben:
            Person.objects.filter(pk=ben.pk).update(language="es")
        visitor.sign_in(who.reference, PASSWORD)
        assert visitor.path == reverse("members:account")
        assert visitor.field("language").input_value() == given
        if who is ben:
            visitor.page.context.clear_cookies()
            visitor.go(reverse("account_login"))
            visitor.sign_in("414/20001", PASSWORD)


def test_one_tab_keeps_the_others_in(visit: Visit, ana: Person) -> None:
    visitor = visit()
    visitor.page.clock.install()
    visitor.go(reverse("account_login"))
    visitor.sign_in("414/20001", PASSWORD)
    visitor.page.clock.fast_forward(14 * 60_000)
    visitor.page.clock.run_for(1000)
    visitor.page.locator("dialog[open]").wait_for()
    other = visitor.context.new_page()
    other.clock.install()
    other.clock.fast_forward(14 * 60_000)
    other.goto(f"{visitor.portal}/account/")
    expect(visitor.page.locator("dialog[open]")).to_have_count(0)
