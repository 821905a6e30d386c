"""From sign-in to a sent claim without a mouse."""

from collections.abc import Callable

import pytest

from claims.models import Claim
from portal.members.models import Person
from tests.browser import needs_chromium
from tests.journeys import papers
from tests.journeys.claiming import arrived
from tests.journeys.keyboard import Keys
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium]


@pytest.mark.parametrize("width", [360, 1280])
def test_from_sign_in_to_a_sent_claim_by_keyboard(
    visit: Callable[..., Visitor], ana: Person, carla: Person, figures: None, width: int
) -> None:
    visitor = visit(width=width, height=800)
    keys = Keys(visitor)
    visitor.page.on("filechooser", lambda chooser: None)  # from now on: the first one must not open a real dialog
    visitor.go("/")
    keys.type("login", "41420001")
    keys.type("password", PASSWORD)
    keys.press("Sign in")
    keys.follow("Send a claim")
    choose_patient(keys)
    attach(keys)
    write_expense(keys)
    keys.to(visitor.field("true"))
    visitor.page.keyboard.press("Space")
    keys.press("Send the claim")
    assert "Your claim is safely with us" in visitor.text
    claim = Claim.objects.get()
    assert (claim.state, claim.patient) == (Claim.State.SUBMITTED, carla)
    sign_out(keys)


def choose_patient(keys: Keys) -> None:
    """The arrow goes from the member to her daughter."""
    keys.to(keys.visitor.field("patient").first)
    keys.page.keyboard.press("ArrowDown")
    keys.press("Continue")


def attach(keys: Keys) -> None:
    """The file control opens with Enter."""
    keys.to(keys.page.locator("main input[type=file]"))
    name, kind, content = papers.photo()
    with keys.page.expect_file_chooser() as chooser:
        keys.page.keyboard.press("Enter")
    chooser.value.set_files({"name": name, "mimeType": kind, "buffer": content})
    arrived(keys.visitor, name)
    keys.visitor.look()
    keys.follow("Continue")


def write_expense(keys: Keys) -> None:
    """A mistake first: the summary takes the focus, and its link leads to the field."""
    keys.type("line-0-benefit", "Visit to a general")
    for part, typed in (("day", "2"), ("month", "11"), ("year", "2026")):
        keys.type(f"line-0-service_on_{part}", typed)
    keys.type("line-0-charged", "12.x")
    keys.type("line-0-currency", "EUR")
    keys.type("line-0-provider_name", "Dr Achieng")
    keys.to(keys.page.locator("main summary").first)
    keys.page.keyboard.press("Space")
    keys.to(keys.visitor.field("line-0-emergency"))
    keys.page.keyboard.press("Space")
    keys.press("Save and check")
    assert len(keys.visitor.errors()) == 1
    keys.to(keys.page.locator("[data-error-summary] a"))
    keys.page.keyboard.press("Enter")
    assert keys.page.evaluate("document.activeElement.name") == "line-0-charged"
    keys.page.keyboard.press("Control+A")
    keys.page.keyboard.type("12.50")
    keys.press("Save and check")
    assert "12.50 EUR" in keys.visitor.text.replace("\xa0", " ")
    assert "Yes" in keys.visitor.text


def sign_out(keys: Keys) -> None:
    """Menus open by key, close by Escape and give the focus back."""
    keys.visitor.reload()
    if keys.page.locator(".menu-button:visible").count():
        keys.to(keys.page.locator(".menu-button"))
        keys.page.keyboard.press("Enter")
    account = keys.page.locator(".tools .drop > summary").last
    keys.to(account)
    keys.page.keyboard.press("Enter")
    keys.page.keyboard.press("Escape")
    assert account.evaluate("it => it === document.activeElement && !it.parentElement.open")
    keys.page.keyboard.press("Space")
    keys.press("Sign out")
    assert keys.visitor.path == "/accounts/login/"
