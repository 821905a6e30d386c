"""Passkeys in a real browser with a virtual authenticator: enrolled, used alone or after the password, removed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import CDPSession
from pytest_django.live_server_helper import LiveServer

from portal.members.models import AuditEntry, Person
from tests.browser import needs_chromium
from tests.journeys.sights import SIGHTS, TRIED
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, make_staff

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]
PLATFORM = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="session")
def live_server(request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    """By name: no passkey belongs to a bare network address."""
    server = LiveServer("localhost")
    yield server
    server.stop()


def holds_passkeys(visitor: Visitor, **options: Any) -> CDPSession:
    """The window's device keeps passkeys behind a fingerprint from now on."""
    device = visitor.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable", {"enableUI": False})
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**PLATFORM, **options}})
    return device


def enrol(visitor: Visitor, *, alone: bool = True) -> None:
    """From the page of sign-in security to the recovery codes, which come with the first passkey."""
    visitor.go(reverse("mfa_index"))
    visitor.follow("Add a passkey")
    if "reauthenticate" in visitor.path:
        visitor.fill({"password": PASSWORD})
        visitor.press("Confirm")
    visitor.fill({"name": "my phone"})
    visitor.field("passwordless").set_checked(alone)
    visitor.press("Create the passkey")
    assert visitor.path == reverse("mfa_view_recovery_codes")


@pytest.mark.parametrize("sight", TRIED)
def test_a_member_signs_in_with_a_passkey_alone(visit: Visit, ana: Person, sight: str) -> None:
    visitor = visit(album=f"passkey-{sight}", **SIGHTS[sight])
    holds_passkeys(visitor)
    visitor.go(reverse("account_login"))
    visitor.sign_in("414/20001", PASSWORD)
    enrol(visitor)
    visitor.sign_out()
    visitor.press("Sign in with a passkey")
    assert visitor.path == "/"
    assert AuditEntry.objects.filter(act="account.signed_in", person=ana.pk).count() == 2
    visitor.go(reverse("mfa_list_webauthn"))
    assert "my phone" in visitor.text


def test_after_the_password_and_taken_away(visit: Visit, ana: Person) -> None:
    visitor = visit(album="passkey-second")
    holds_passkeys(visitor)
    visitor.go(reverse("account_login"))
    visitor.sign_in("414/20001", PASSWORD)
    enrol(visitor, alone=False)
    visitor.sign_out()
    visitor.sign_in("414/20001", PASSWORD)
    assert visitor.path == reverse("mfa_authenticate")
    visitor.press("Use a passkey or security key")
    assert visitor.path == "/"
    visitor.go(reverse("members:email"))
    visitor.fill({"password": PASSWORD})
    visitor.press("Confirm")
    assert visitor.path == reverse("mfa_reauthenticate_webauthn"), "the address opens every other door"
    visitor.press("Use a passkey or security key")
    assert visitor.path == reverse("members:email")
    visitor.go(reverse("mfa_list_webauthn"))
    visitor.follow("Rename my phone")
    visitor.fill({"name": "my old phone"})
    visitor.press("Save")
    visitor.follow("Remove my old phone")
    visitor.press("Remove")
    assert not Authenticator.objects.exists(), "nor recovery codes that nothing is left to recover"


def test_what_is_not_confirmed_is_said(visit: Visit, ana: Person) -> None:
    visitor = visit(album="passkey-refused")
    holds_passkeys(visitor, isUserVerified=False)
    visitor.go(reverse("account_login"))
    visitor.button("Sign in with a passkey").click()
    visitor.page.get_by_role("alert").filter(has_text="The passkey was not used").wait_for()
    visitor.look()


def test_staff_need_nothing_but_a_passkey(visit: Visit, db: None) -> None:
    make_staff("desk", "member services")
    visitor = visit(width=1280, height=800, desk=True, album="passkey-staff")
    holds_passkeys(visitor)
    visitor.go("/admin/")
    visitor.sign_in("desk", PASSWORD)
    assert visitor.path == reverse("mfa_index")
    enrol(visitor)
    visitor.go("/admin/")
    assert visitor.path == "/admin/"
