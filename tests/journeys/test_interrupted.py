"""The session ends while expenses are typed; addresses are opened by those they are not for."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from claims.models import Claim
from portal.members.models import Person
from tests.browser import needs_chromium
from tests.journeys.claiming import expense
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]
PAGES = ["status", "documents", "lines", "check", "note", "document"]


def test_nothing_typed_is_lost_when_the_session_ends(visit: Visit, ana: Person, drafted: Callable[..., Claim]) -> None:
    lines = reverse("claims:lines", args=[drafted().pk])
    visitor = visit()
    visitor.go(lines)
    visitor.sign_in("414/20001", PASSWORD)
    assert visitor.path == lines
    typed = expense(0, "eye_test", "321,50", currency="KES", provider_name="Zebra Clinic")
    visitor.fill(typed)
    Session.objects.all().delete()
    visitor.press("Save and check")
    assert visitor.path == "/accounts/login/"
    assert "Zebra" not in visitor.page.content()
    visitor.sign_in("414/20001", PASSWORD)
    assert visitor.path == lines
    assert "Nothing is lost" in visitor.text
    assert {name: visitor.field(name).input_value() for name in typed} == typed
    visitor.press("Save and check")
    assert "Zebra Clinic" in visitor.text
    assert "321.50" in visitor.text


def addresses(claim: Claim) -> list[str]:
    """Every page of one claim."""
    paper = claim.documents.get().pk
    return [reverse(f"claims:{name}", args=[claim.pk, *([paper] if name == "document" else [])]) for name in PAGES]


@pytest.mark.parametrize("who", ["stranger", "ben"])
def test_a_claim_of_somebody_else_is_not_there(
    visit: Visit, request: pytest.FixtureRequest, sent: Callable[..., Claim], who: str
) -> None:
    claim, person = sent(), request.getfixturevalue(who)
    visitor = visit()
    visitor.go("/")
    visitor.sign_in(person.reference, PASSWORD)
    for address in addresses(claim):
        visitor.go(address, missing=True)
        assert visitor.page.get_by_role("heading", name="Page not found").is_visible()
        assert str(claim.number) not in visitor.page.content()
    visitor.follow("Go to the start page")
    assert person.given_name in visitor.text


def test_a_signed_out_visitor_is_asked_to_sign_in(visit: Visit, sent: Callable[..., Claim]) -> None:
    claim, visitor = sent(), visit()
    for address in ["/", "/claims/", "/claims/new/", "/account/", *addresses(claim)]:
        visitor.page.goto(visitor.portal + address)
        assert visitor.path == "/accounts/login/"
    visitor.look()
