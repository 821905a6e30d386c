"""The member's page: hers alone, an address shown once, how each link stands, what came, and the form on paper."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from approvals.estimates.models import CostEstimate, EstimateLink, EstimateRules
from approvals.models import CareRequest
from approvals.requests import withdraw_request
from portal.members.models import Person, User
from portal.post.models import Dispatch
from tests.claims.pages import Page, assert_error
from tests.estimates.conftest import page

pytestmark = pytest.mark.usefixtures("private", "clock", "still_bell")
ASKED = {"provider_name": " Riverside   Hospital ", "language": "fr", "email": "", "hint": ""}


def hers(care: CareRequest, name: str = "ask", **ids: object) -> str:
    return reverse(f"estimates:{name}", kwargs={"request_id": care.pk, **ids})


def test_from_the_request_to_the_address(ana_client: Client, care: CareRequest) -> None:
    request = ana_client.get(reverse("approvals:request", args=[care.pk]))
    assert hers(care) in request.content.decode()
    assert Page(ana_client.get(hers(care))).value("provider_name") == "Riverside Hospital"
    shown = ana_client.post(hers(care), ASKED)
    link = EstimateLink.objects.get()
    token = Page(shown).texts.get("address", "") or shown.context["address"].rpartition("/cost-estimate/")[2].strip("/")
    assert Client().get(page(token)).status_code == 200
    assert (link.provider_name, link.language, link.is_mailed) == ("Riverside Hospital", "fr", False)
    later = ana_client.get(hers(care)).content.decode()
    assert token not in later
    assert "Made" in later
    assert not Dispatch.objects.filter(kind="estimate-link").exists()


def test_wrong_things_are_told(ana_client: Client, care: CareRequest, officer: User, now: datetime) -> None:
    assert_error(ana_client.post(hers(care), {**ASKED, "email": "no mail"}), "email", "valid email")
    assert_error(ana_client.post(hers(care), {**ASKED, "provider_name": " "}), "provider_name", "Enter who")
    assert_error(ana_client.post(hers(care), {**ASKED, "language": "xx"}), "language", "valid choice")
    EstimateRules.objects.create(live_links=1, why="trial", by=officer, at=now)
    ana_client.post(hers(care), ASKED)
    assert "1 open links" in Page(ana_client.post(hers(care), ASKED)).text
    assert EstimateLink.objects.count() == 1


def test_a_link_is_ended_and_made_anew(ana_client: Client, care: CareRequest, asked: Callable[..., object]) -> None:
    asked()
    link = EstimateLink.objects.get()
    fresh = ana_client.post(hers(care, "renew", link_id=link.pk))
    assert "/cost-estimate/" in fresh.content.decode()
    newest = EstimateLink.objects.get(revoked_at=None)
    ana_client.post(hers(care, "revoke", link_id=newest.pk))
    assert not EstimateLink.objects.filter(revoked_at=None).exists()
    assert Page(ana_client.get(hers(care))).text.count("Revoked") == 2


def test_an_ended_request_offers_nothing(ana_client: Client, care: CareRequest, now: datetime) -> None:
    withdraw_request(request_id=care.pk, by=care.asked_by, now=now)
    assert "Make the link" not in ana_client.get(hers(care)).content.decode()
    assert "closed" in Page(ana_client.post(hers(care), ASKED)).text or not EstimateLink.objects.exists()


def test_nobody_else_sees_or_asks(
    care: CareRequest, filled: Callable[..., CostEstimate], ben_client: Client, stranger_client: Client
) -> None:
    link = filled().link
    assert link
    for client in (ben_client, stranger_client):
        for name in ("ask", "paper"):
            assert client.post(hers(care, name), ASKED).status_code in {404, 405}
        for name in ("revoke", "renew"):
            assert client.post(hers(care, name, link_id=link.pk)).status_code == 404
        assert client.get(hers(care)).status_code == 404


def test_what_came_is_shown_with_its_lines(
    ana_client: Client, care: CareRequest, filled: Callable[..., CostEstimate]
) -> None:
    estimate = filled()
    shown = Page(ana_client.get(hers(care)))
    assert all(words in shown.text for words in (estimate.number, "160,000.00", "Surgeon", "Special mesh", "12,000.00"))
    request = Page(ana_client.get(reverse("approvals:request", args=[care.pk])))
    assert "160,000.00" in request.text
    assert "Cost estimate received" in request.text


def test_the_paper_has_what_the_request_knows(ana_client: Client, care: CareRequest, ana: Person) -> None:
    answer = ana_client.get(hers(care, "paper"))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    fields = PdfReader(BytesIO(content)).get_form_text_fields()
    assert {care.number, "Riverside Hospital", "Kenya", "20 December 2026", "3"} <= set(fields.values())
    assert not any("Gallstones" in str(value) for value in fields.values())
