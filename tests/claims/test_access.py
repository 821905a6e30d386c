"""Whose claims are whose: what is not hers does not exist."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from claims.adjudication import settle
from claims.models import Claim
from claims.notes import write_note
from portal.members.models import Person
from portal.work.models import Job
from tests.claims.conftest import photo
from tests.claims.pages import Page, expense, expenses, page, send
from tests.conftest import signed_in
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Drafted = Callable[..., Claim]


@pytest.fixture
def settled(sent: Drafted, now: datetime) -> Claim:
    """A claim of Ana's with its note."""
    claim = sent()
    settle(claim_id=claim.pk, now=now)
    write_note(settlement_id=claim.settlements.get().pk, now=now)
    claim.refresh_from_db()
    return claim


def requests(claim: Claim) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Everything anybody can ask about one claim: method, address, fields."""
    document = {"document_id": claim.documents.get().pk}
    for name in ("status", "documents", "lines", "check", "note", "discard"):
        yield "get", page(name, claim), {}
    for name in ("document", "remove_document"):
        yield "get", page(name, claim, **document), {}
    yield "post", page("documents", claim), {"documents": photo()}
    yield "post", page("lines", claim), expenses(expense(charged="1"))
    yield "post", page("check", claim), {"checked": claim.changed_at.isoformat(), "true": "on"}
    yield "post", page("discard", claim), {}
    yield "post", page("remove_document", claim, **document), {}


def nothing_of(claim: Claim, client: Client) -> None:
    """Every request about the claim is 404, lists do not show it, and it stays as it was."""
    before = Claim.objects.filter(pk=claim.pk).values().get(), claim.lines.count(), claim.documents.count()
    answers = {
        (method, address): getattr(client, method)(address, fields).status_code
        for method, address, fields in requests(claim)
    }
    assert set(answers.values()) == {404}, answers
    for name in ("home", "claims:history"):
        assert str(claim.pk) not in client.get(reverse(name)).content.decode()
    assert (Claim.objects.filter(pk=claim.pk).values().get(), claim.lines.count(), claim.documents.count()) == before


@pytest.mark.parametrize("who", ["stranger", "ben", "dario"])
@pytest.mark.parametrize("stage", ["draft", "settled"])
def test_a_stranger_and_the_adult_family_see_nothing(
    who: str, stage: str, request: pytest.FixtureRequest, drafted: Drafted
) -> None:
    claim = drafted() if stage == "draft" else request.getfixturevalue("settled")
    nothing_of(claim, request.getfixturevalue(f"{who}_client"))


@pytest.mark.parametrize("stage", ["draft", "settled"])
def test_staff_without_a_person_have_no_member_pages(
    stage: str, request: pytest.FixtureRequest, drafted: Drafted, staff_client: Callable[..., Client]
) -> None:
    claim = drafted() if stage == "draft" else request.getfixturevalue("settled")
    client = staff_client("claims assessor", is_superuser=True)
    for method, address, fields in requests(claim):
        assert getattr(client, method)(address, fields).status_code == 404, (method, address)
    assert client.get(reverse("claims:history")).status_code == 404
    assert client.get(reverse("claims:new")).status_code == 404


def test_signed_out_everything_leads_to_sign_in_and_changes_nothing(settled: Claim, drafted: Drafted) -> None:
    sign_in = reverse("account_login")
    for claim in (settled, drafted()):
        before = Claim.objects.filter(pk=claim.pk).values().get()
        for method, address, fields in requests(claim):
            response = getattr(Client(), method)(address, fields)
            assert response.status_code == 302, (method, address)
            assert response.url.startswith(sign_in)
        assert Claim.objects.filter(pk=claim.pk).values().get() == before
    for name in ("home", "claims:history", "claims:new"):
        assert Client().get(reverse(name)).url.startswith(sign_in)  # type: ignore[attr-defined]


def test_what_does_not_exist_looks_like_what_is_not_hers(stranger_client: Client, settled: Claim) -> None:
    there = stranger_client.get(page("status", settled))
    nowhere = stranger_client.get(reverse("claims:status", kwargs={"claim_id": uuid4()}))
    assert (there.status_code, Page(there).text) == (nowhere.status_code, Page(nowhere).text)


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_both_parents_see_the_claim_of_their_child(
    who: str, request: pytest.FixtureRequest, sent: Drafted, carla: Person, ben: Person
) -> None:
    claim = sent(patient=carla, by=ben.user)
    client = request.getfixturevalue(f"{who}_client")
    assert "Carla" in Page(client.get(page("status", claim))).text
    document = client.get(page("document", claim, document_id=claim.documents.get().pk))
    assert b"".join(document)[:2] == b"\xff\xd8"
    assert claim.number in client.get(reverse("claims:history")).content.decode()


def test_a_draft_for_the_child_belongs_to_the_parent_who_began_it(
    ana_client: Client, drafted: Drafted, carla: Person, ben: Person
) -> None:
    nothing_of(drafted(patient=carla, by=ben.user), ana_client)


def test_at_eighteen_a_child_s_claims_are_her_own(
    ana: Person, ana_client: Client, sent: Drafted, carla: Person
) -> None:
    claim = sent(patient=carla)
    Person.objects.filter(pk=carla.pk).update(born_on=date(2008, 11, 20))
    nothing_of(claim, ana_client)


def test_the_grown_child_sees_what_was_claimed_for_her(sent: Drafted, ana: Person, now: datetime) -> None:
    grown = make_person(ana.family, "child", account=True, given_name="Eva", born_on=date(2005, 1, 1), number=4)
    claim = sent(patient=grown)
    assert signed_in(grown.user).get(page("status", claim)).status_code == 200


def test_a_document_is_not_read_through_another_claim(
    stranger_client: Client, stranger: Person, drafted: Drafted, ana: Person
) -> None:
    hers, his = drafted(), drafted(patient=stranger, by=stranger.user)
    document = hers.documents.get().pk
    assert stranger_client.get(page("document", his, document_id=document)).status_code == 404
    assert stranger_client.post(page("remove_document", his, document_id=document)).status_code == 404
    assert hers.documents.count() == 1


def test_another_s_claim_is_not_sent_with_its_id_in_the_fields(
    stranger_client: Client, stranger: Person, drafted: Drafted, ana: Person
) -> None:
    hers, his = drafted(), drafted(patient=stranger, by=stranger.user)
    send(stranger_client, his, claim=str(hers.pk), claim_id=str(hers.pk), id=str(hers.pk))
    hers.refresh_from_db()
    assert hers.state == Claim.State.DRAFT
    assert [job.key for job in Job.objects.filter(kind="claims.adjudicate")] == [his.pk]


def test_no_note_before_there_is_one(ana_client: Client, sent: Drafted, drafted: Drafted) -> None:
    assert ana_client.get(page("note", sent())).status_code == 404
    assert ana_client.get(page("note", drafted())).status_code == 404


def test_the_note_is_saved_never_kept(ana_client: Client, settled: Claim) -> None:
    response = ana_client.get(page("note", settled))
    assert b"".join(response).startswith(b"%PDF")  # type: ignore[call-overload]
    assert "attachment" in response.headers["Content-Disposition"]
    assert "no-store" in response.headers["Cache-Control"]
    assert settled.number not in response.headers["Content-Disposition"]
