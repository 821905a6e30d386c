"""The session ends in the middle: the draft is there after sign-in, and what was typed comes back once, to her."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from claims.models import Claim
from portal.members.models import Person
from tests.claims.conftest import photo
from tests.claims.pages import Page, expense, expenses, page, send
from tests.people import PASSWORD

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Drafted = Callable[..., Claim]
TYPED = expense(charged="321,50", currency="KES", provider_name="Zebra Clinic")


def sign_in(client: Client, person: Person, next_page: str = "") -> object:
    """Through the sign-in page, as she does."""
    assert person.user
    address = f"{reverse('account_login')}?next={next_page}" if next_page else reverse("account_login")
    fields = {"login": person.user.reference, "password": PASSWORD, "next": next_page}
    response = client.post(address, fields)
    assert response.status_code == 302, Page(response).text
    return response


@pytest.fixture
def ended(ana: Person, ana_client: Client) -> Client:
    """Ana's browser after her session ran out on the server."""
    Session.objects.all().delete()
    return ana_client


def test_expenses_typed_when_the_session_had_ended_come_back_once(ana: Person, ended: Client, drafted: Drafted) -> None:
    claim = drafted()
    lines = page("lines", claim)
    response = ended.post(lines, expenses(TYPED))
    assert response.url == f"{reverse('account_login')}?next={lines}"  # type: ignore[attr-defined]
    assert claim.lines.get().charged == 100
    assert sign_in(ended, ana, lines).url == lines  # type: ignore[attr-defined]
    shown = Page(ended.get(lines))
    assert {name: shown.value(f"line-0-{name}") for name in TYPED} == TYPED
    assert "signed out while you were writing" in shown.text
    again = Page(ended.get(lines))
    assert again.value("line-0-charged") == "100"
    assert "Zebra" not in again.text


def test_they_come_back_on_that_page_only(ana: Person, ended: Client, drafted: Drafted) -> None:
    mine, other = drafted(), drafted()
    ended.post(page("lines", mine), expenses(TYPED))
    sign_in(ended, ana)
    assert Page(ended.get(page("lines", other))).value("line-0-charged") == "100"
    assert "Zebra" not in ended.get(page("check", mine)).content.decode()
    assert Page(ended.get(page("lines", mine))).value("line-0-charged") == "321,50"


@pytest.mark.parametrize("who", ["ben", "stranger"])
def test_whoever_else_signs_in_there_sees_nothing_of_it(
    who: str, ended: Client, drafted: Drafted, request: pytest.FixtureRequest
) -> None:
    claim = drafted()
    ended.post(page("lines", claim), expenses(TYPED))
    sign_in(ended, request.getfixturevalue(who))
    assert ended.get(page("lines", claim)).status_code == 404
    for name in ("home", "claims:history", "claims:new"):
        assert "Zebra" not in ended.get(reverse(name)).content.decode()


def test_a_later_session_of_another_member_does_not_inherit_it(
    ana: Person, stranger: Person, ended: Client, drafted: Drafted
) -> None:
    claim = drafted()
    ended.post(page("lines", claim), expenses(TYPED))
    sign_in(ended, stranger)
    ended.post(reverse("account_logout"))
    sign_in(ended, ana)
    assert Page(ended.get(page("lines", claim))).value("line-0-charged") == "100"


def test_it_waits_encrypted(ended: Client, drafted: Drafted) -> None:
    ended.post(page("lines", drafted()), expenses(TYPED))
    kept = Session.objects.get().get_decoded()
    assert "unsent" in kept
    assert "Zebra" not in str(kept)


def test_after_half_an_hour_it_is_gone(ana: Person, ended: Client, drafted: Drafted, now: datetime) -> None:
    claim = drafted()
    ended.post(page("lines", claim), expenses(TYPED))
    session = Session.objects.get()
    session.expire_date = now + timedelta(hours=2)
    session.save()
    with time_machine.travel(now + timedelta(minutes=31), tick=True):
        sign_in(ended, ana)
        assert Page(ended.get(page("lines", claim))).value("line-0-charged") == "100"


def test_a_flood_is_not_kept(ended: Client, drafted: Drafted) -> None:
    ended.post(page("lines", drafted()), expenses(expense(provider_name="x" * 200_000)))
    assert not Session.objects.exists()


def test_sending_when_the_session_had_ended_sends_nothing_and_leads_back(
    ana: Person, ended: Client, drafted: Drafted
) -> None:
    claim = drafted()
    check = page("check", claim)
    response = send(ended, claim)
    claim.refresh_from_db()
    assert claim.state == Claim.State.DRAFT
    assert response.url == f"{reverse('account_login')}?next={check}"  # type: ignore[attr-defined]
    sign_in(ended, ana, check)
    assert "Dr Achieng" in Page(ended.get(check)).text
    assert send(ended, claim).url == page("status", claim)  # type: ignore[attr-defined]


def test_documents_sent_when_the_session_had_ended_lead_back_to_the_draft(
    ana: Person, ended: Client, drafted: Drafted
) -> None:
    claim = drafted()
    documents = page("documents", claim)
    ended.post(documents, {"documents": photo("second.jpg")})
    sign_in(ended, ana, documents)
    assert "invoice.jpg" in Page(ended.get(documents)).text
    assert claim.documents.count() == 1


@pytest.mark.parametrize("name", ["discard", "remove_document"])
def test_a_button_pressed_when_the_session_had_ended_does_nothing_and_leads_back(
    name: str, ana: Person, ended: Client, drafted: Drafted
) -> None:
    claim = drafted()
    address = page(name, claim, **({"document_id": claim.documents.get().pk} if name == "remove_document" else {}))
    ended.post(address)
    response = ended.get(sign_in(ended, ana, address).url, follow=True)  # type: ignore[attr-defined]
    assert response.status_code == 200
    assert response.redirect_chain[-1][0] == page("documents", claim)
    assert claim.documents.count() == 1
