"""Claims written on a phone without a line: one draft however often they come, and sent only when nothing is open."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims.drafts import add_document, discard_draft, write_lines
from claims.models import Claim, PhoneDraft
from claims.phone import take_in
from portal.members.models import Person, User
from tests.claims.conftest import line, photo
from tests.claims.pages import Page
from tests.conftest import signed_in
from tests.journeys import papers

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private", "figures")
TAKE = "/claims/from-phone/"
WRITTEN = {
    "benefit": "gp_consultation",
    "service_on_day": "2",
    "service_on_month": "11",
    "service_on_year": "2026",
    "charged": "100,00",
    "currency": "USD",
    "provider_name": "Dr Achieng",
    "country": "KE",
    "note": "Paid in cash, the rest in December.",
}


def told(person: Person, **fields: str) -> dict[str, str]:
    return {"form_key": str(uuid4()), "owner": str(person.pk), "patient": str(person.pk), **WRITTEN, **fields}


def with_photo(claim: Claim, user: User, now: datetime, key: str = "photo-0001") -> str:
    name, kind, content = papers.photo()
    add_document(claim_id=claim.pk, upload=SimpleUploadedFile(name, content, kind), by=user, now=now, client_key=key)
    return key


def done(client: Client, claim: Claim, *keys: str, true: bool = True) -> Any:
    fields = {"keys": json.dumps(keys), **({"true": "on"} if true else {})}
    return client.post(reverse("claims:phone_done", args=[claim.pk]), fields).json()


@pytest.fixture
def taken(ana: Person, ana_client: Client) -> Callable[..., Claim]:
    """`taken(charged="1")`: what came from Ana's phone, as the draft it became."""

    def take(**fields: str) -> Claim:
        sent = told(ana, **fields)
        assert ana_client.post(TAKE, sent).status_code == 200
        return Claim.objects.get(form_key=sent["form_key"])

    return take


def test_it_becomes_a_draft_with_its_expense(ana: Person, ana_client: Client) -> None:
    sent = told(ana)
    answer = ana_client.post(TAKE, sent).json()
    claim = Claim.objects.get()
    assert answer == {
        "begin": reverse("claims:begin_parts", args=[claim.pk]),
        "done": reverse("claims:phone_done", args=[claim.pk]),
        "check": reverse("claims:check", args=[claim.pk]),
    }
    expense = claim.lines.get()
    assert (expense.benefit, expense.service_on, str(expense.charged)) == (
        "gp_consultation",
        date(2026, 11, 2),
        "100.000",
    )
    assert (expense.provider_name, expense.country, expense.currency, expense.quantity) == (
        "Dr Achieng",
        "KE",
        "USD",
        1,
    )
    assert "Paid in cash" in Page(ana_client.get(answer["check"])).text


def test_repeated_it_is_the_same_draft(ana: Person, ana_client: Client) -> None:
    sent = told(ana)
    first = ana_client.post(TAKE, sent).json()
    changed_at = Claim.objects.get().changed_at
    assert [ana_client.post(TAKE, sent).json() for _ in range(3)] == [first] * 3
    assert Claim.objects.get().changed_at == changed_at
    assert Claim.objects.get().lines.count() == 1


def test_the_same_name_of_another_account_is_another_claim(ana: Person, ben: Person) -> None:
    key = str(uuid4())
    for person in (ana, ben):
        signed_in(person.user).post(TAKE, told(person, form_key=key))
    assert Claim.objects.filter(form_key=key).count() == 2


def test_what_is_not_finished_is_kept_as_it_was_typed(taken: Callable[..., Claim], ana_client: Client) -> None:
    claim = taken(charged="about a hundred", service_on_day="31", service_on_month="2", benefit="")
    assert not claim.lines.exists()
    page = Page(ana_client.get(reverse("claims:lines", args=[claim.pk])))
    values = {
        name: page.controls[f"line-0-{name}"].get("value") for name in ("charged", "service_on_day", "provider_name")
    }
    assert values == {"charged": "about a hundred", "service_on_day": "31", "provider_name": "Dr Achieng"}
    assert "Paid in cash" in page.text


def test_written_anew_on_the_phone_before_the_answer_came(ana: Person, ana_client: Client, carla: Person) -> None:
    sent = told(ana, charged="")
    ana_client.post(TAKE, sent)
    ana_client.post(TAKE, {**sent, "charged": "80", "patient": str(carla.pk)})
    claim = Claim.objects.get()
    assert (str(claim.lines.get().charged), claim.patient_id) == ("80.000", carla.pk)


def test_who_went_on_in_the_portal_is_not_overwritten(ana: Person, ana_client: Client, now: datetime) -> None:
    sent = told(ana)
    ana_client.post(TAKE, sent)
    claim = Claim.objects.get()
    assert ana.user
    write_lines(claim_id=claim.pk, lines=[line(provider_name="Dr Other")], by=ana.user, now=now.replace(hour=23))
    ana_client.post(TAKE, {**sent, "provider_name": "Dr Late"})
    assert claim.lines.get().provider_name == "Dr Other"


def test_a_stranger_on_the_same_phone_sends_nothing_of_hers(ana: Person, stranger: Person, ben: Person) -> None:
    for other in (stranger, ben):
        client = signed_in(other.user)
        assert client.post(TAKE, told(ana)).json().keys() == {"error"}
        assert client.post(TAKE, told(ana, patient=str(other.pk))).status_code == 409
    assert not Claim.objects.exists()


def test_signed_out_it_leads_to_sign_in(ana: Person) -> None:
    assert Client().post(TAKE, told(ana)).status_code == 302
    assert not Claim.objects.exists()


@pytest.mark.parametrize("wrong", [{"patient": ""}, {"form_key": "x"}, {"note": "x" * 3000}, {"charged": "a\x00b"}])
def test_what_cannot_be_read_is_answered_with_a_sentence(
    ana: Person, ana_client: Client, wrong: dict[str, str]
) -> None:
    answer = ana_client.post(TAKE, told(ana, **wrong))
    assert (answer.status_code, list(answer.json())) == (200, ["error"])
    assert not Claim.objects.exists()


def test_nothing_open_and_her_word_given_it_is_sent_once(
    taken: Callable[..., Claim], ana: Person, ana_client: Client, now: datetime
) -> None:
    claim = taken()
    assert ana.user
    key = with_photo(claim, ana.user, now)
    answers = [done(ana_client, claim, key) for _ in range(2)]
    assert answers == [{"sent": reverse("claims:status", args=[claim.pk])}] * 2
    claim.refresh_from_db()
    assert claim.state == Claim.State.SUBMITTED
    assert not PhoneDraft.objects.exists()
    told_once = Page(ana_client.get("/")).text
    assert told_once.count("that you wrote without a connection is sent") == 1


def test_a_phone_that_missed_the_answer_learns_that_it_is_sent(ana: Person, ana_client: Client, now: datetime) -> None:
    sent = told(ana)
    ana_client.post(TAKE, sent)
    claim = Claim.objects.get()
    assert ana.user
    done(ana_client, claim, with_photo(claim, ana.user, now))
    assert ana_client.post(TAKE, sent).json() == {"sent": reverse("claims:status", args=[claim.pk])}
    assert Claim.objects.count() == 1


def test_without_her_word_it_waits(taken: Callable[..., Claim], ana: Person, ana_client: Client, now: datetime) -> None:
    claim = taken()
    assert ana.user
    answer = done(ana_client, claim, with_photo(claim, ana.user, now), true=False)
    assert answer["check"] == reverse("claims:check", args=[claim.pk])
    assert Claim.objects.get().state == Claim.State.DRAFT
    assert "Check it, then send it" in Page(ana_client.get("/")).text


@pytest.mark.parametrize(
    "open_point",
    [
        {"charged": ""},
        {"charged": "12 or so"},
        {"benefit": "rx_general"},  # a prescription is missing
        {"service_on_year": "2025"},  # too late
        {"currency": "HTG"},  # no rate known
    ],
)
def test_what_needs_her_eyes_waits(
    taken: Callable[..., Claim], ana: Person, ana_client: Client, now: datetime, open_point: dict[str, str]
) -> None:
    claim = taken(**open_point)
    assert ana.user
    assert "check" in done(ana_client, claim, with_photo(claim, ana.user, now))
    assert Claim.objects.get().state == Claim.State.DRAFT


def test_a_document_more_or_less_waits(
    taken: Callable[..., Claim], ana: Person, ana_client: Client, now: datetime
) -> None:
    claim = taken()
    assert ana.user
    assert "check" in done(ana_client, claim)
    key = with_photo(claim, ana.user, now)
    assert "check" in done(ana_client, claim, key, "photo-0002")
    add_document(claim_id=claim.pk, upload=photo(), by=ana.user, now=now)
    assert "check" in done(ana_client, claim, key)
    assert Claim.objects.get().state == Claim.State.DRAFT


def test_what_was_changed_in_the_portal_waits(
    taken: Callable[..., Claim], ana: Person, ana_client: Client, now: datetime
) -> None:
    claim = taken()
    assert ana.user
    key = with_photo(claim, ana.user, now)
    write_lines(claim_id=claim.pk, lines=[line(charged=90)], by=ana.user, now=now)
    assert "check" in done(ana_client, claim, key)


def test_the_same_bill_twice_is_asked_about(
    taken: Callable[..., Claim], ana: Person, ana_client: Client, now: datetime
) -> None:
    assert ana.user
    first = taken()
    done(ana_client, first, with_photo(first, ana.user, now))
    second = taken()
    assert "check" in done(ana_client, second, with_photo(second, ana.user, now))


def test_nobody_else_ends_it(taken: Callable[..., Claim], ben: Person, stranger: Person) -> None:
    claim = taken()
    for other in (ben, stranger):
        address = reverse("claims:phone_done", args=[claim.pk])
        assert signed_in(other.user).post(address, {"keys": "[]"}).status_code == 404


@pytest.mark.parametrize("keys", ["{}", "[1]", "x", "null", '[["a"]]'])
def test_names_of_files_that_are_none(taken: Callable[..., Claim], ana_client: Client, keys: str) -> None:
    claim = taken()
    answer = ana_client.post(reverse("claims:phone_done", args=[claim.pk]), {"keys": keys, "true": "on"})
    assert answer.status_code == 200
    assert Claim.objects.get().state == Claim.State.DRAFT


def test_thrown_away_in_the_portal_it_goes_with_what_was_typed(
    taken: Callable[..., Claim], ana: Person, now: datetime
) -> None:
    claim = taken()
    assert ana.user
    discard_draft(claim_id=claim.pk, by=ana.user, now=now)
    assert not PhoneDraft.objects.exists()


def test_the_phone_knows_for_whom_and_what_for(ana_client: Client, ana: Person, ben: Person, carla: Person) -> None:
    kept = ana_client.get("/offline/kept/").json()["claim"]
    assert [name for _id, name in kept["people"]] == ["Ana Otieno", "Carla Otieno"]
    assert "gp_consultation" in json.dumps(kept["kinds"])
    assert (kept["country"], kept["currency"], kept["take"]) == ("KE", "USD", TAKE)


def test_two_at_once_are_one(ana: Person, now: datetime) -> None:
    key, user = UUID(int=7), ana.user
    assert user
    facts: dict[str, Any] = {"form_key": key, "patient": ana, "typed": {}, "today": now.date(), "by": user, "now": now}
    assert take_in(**facts).pk == take_in(**facts).pk
    assert Claim.objects.count() == 1
