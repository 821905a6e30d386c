"""What members tell and ask about providers: once, answered by the role whose work it is, and told without words."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from portal.members.models import AuditEntry, Person
from portal.post.models import Dispatch
from providers.models import Provider, ProviderRequest

pytestmark = pytest.mark.django_db
Staff = Callable[..., Any]


@pytest.fixture
def provider() -> Provider:
    return Provider.objects.create(name="Marula Pharmacy", kind="pharmacy", country="KE", city="Nairobi")


def direct(person: Person, **told: str) -> dict[str, str]:
    """A request for direct payment, as a browser sends it."""
    place = {"name": "Saint Blue Clinic", "city": "Kisumu", "country": "KE", "care": "in_patient"}
    return {"form_key": str(uuid4()), "person": str(person.pk), **place, "words": "Room with a cot", **told}


def test_direct_payment_is_asked_once_and_answered_by_the_guarantee_desk(
    ana: Person, ana_client: Client, staff_client: Staff
) -> None:
    form = direct(ana)
    for _twice in range(2):
        assert ana_client.post("/providers/direct/", form).headers["Location"] == "/providers/requests/"
    one = ProviderRequest.objects.get()
    assert "Saint Blue Clinic" in ana_client.get("/providers/requests/").content.decode()

    page = f"/admin/providers/providerrequest/{one.pk}/change/"
    assert staff_client("provider relations").get(page).status_code != 200, "not their work"
    desk = staff_client("guarantee desk")
    assert "Room with a cot" in desk.get(page).content.decode()
    assert desk.post(page, {"state": "done", "words": ""}).status_code == 422
    assert desk.post(page, {"state": "done", "words": "They take our guarantee."}).status_code == 302
    desk.post(page, {"state": "declined", "words": "Twice"})
    one.refresh_from_db()
    assert (one.state, one.answer) == ("done", "They take our guarantee.")
    assert "They take our guarantee." in ana_client.get("/providers/requests/").content.decode()
    mail = Dispatch.objects.get(kind="provider-answer")
    assert "clinic" not in f"{mail.subject}{mail.body_text}{mail.body_html}".lower()
    acts = AuditEntry.objects.filter(object_id=str(one.pk)).values_list("act", flat=True)
    assert {"providerrequest.sent", "providerrequest.read", "providerrequest.answered"} <= set(acts)


def test_something_wrong_goes_to_provider_relations(
    ana_client: Client, provider: Provider, staff_client: Staff
) -> None:
    page = f"/providers/{provider.pk}/wrong/"
    answer = ana_client.post(page, {"form_key": str(uuid4()), "words": ""})
    assert answer.status_code == 422
    ana_client.post(page, {"form_key": str(uuid4()), "words": "It moved", "state": "done", "answer": "x"})
    one = ProviderRequest.objects.get()
    assert (one.state, one.provider) == ("waiting", provider)
    assert (
        "Marula Pharmacy"
        in staff_client("provider relations").get("/admin/providers/providerrequest/").content.decode()
    )
    assert (
        "Marula Pharmacy"
        not in staff_client("guarantee desk").get("/admin/providers/providerrequest/").content.decode()
    )


def test_nobody_asks_for_a_stranger_or_reads_her_requests(
    ana: Person, ana_client: Client, stranger_client: Client
) -> None:
    assert stranger_client.post("/providers/direct/", direct(ana)).status_code == 422
    ana_client.post("/providers/direct/", direct(ana))
    assert "Saint Blue" not in stranger_client.get("/providers/requests/").content.decode()


@pytest.mark.parametrize("path", ["/providers/direct/", "/providers/suggest/"])
def test_bad_words_get_an_answer(ana_client: Client, path: str) -> None:
    for words in ("", "y" * 5000, "%\u202e\U0001f600'\"<b>", "\x00"):
        told = dict.fromkeys(("name", "city", "country", "contact", "words", "person", "care", "planned_on"), words)
        assert ana_client.post(path, {"form_key": words, **told}).status_code == 422


def test_the_database_knows_who_answered(ana: Person, provider: Provider, now: Any) -> None:
    facts = {"kind": "wrong", "person": ana, "provider": provider, "asked_by": ana.user, "asked_at": now}
    with pytest.raises(IntegrityError), transaction.atomic():
        ProviderRequest.objects.create(form_key=uuid4(), state="done", **facts)
