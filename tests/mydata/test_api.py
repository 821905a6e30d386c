"""A member's settlements for her programs: hers alone, as FHIR, by a token she can end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.operationoutcome import OperationOutcome

from claims.adjudication import settle
from claims.models import Claim, Settlement
from claims.mydata import api, tokens
from claims.mydata.models import AccessToken
from portal.members.limits import Limit
from portal.members.models import AuditEntry, Person
from tests.claims.conftest import line

URL = "/api/fhir/ExplanationOfBenefit"
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def _at_that_time(now: datetime) -> Any:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def settled(sent: Callable[..., Claim], now: datetime) -> Settlement:
    """A settlement of Ana's."""
    claim = sent(line(), line(benefit="rx_general"))
    settle(claim_id=claim.pk, now=now)
    return claim.settlements.get()


def secret_of(person: Person, now: datetime, **more: Any) -> str:
    return tokens.make_token(**{"name": "My ledger", "days": 30, "by": person.user, "now": now, **more})[1]


def ask(secret: str, address: str = URL, **query: Any) -> Any:
    return Client().get(address, query, headers={"authorization": f"Bearer {secret}"})


def test_her_settlements_as_a_valid_bundle(settled: Settlement, ana: Person, now: datetime) -> None:
    answer = ask(secret_of(ana, now))
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "application/fhir+json",
        "no-store",
    )
    bundle = Bundle.model_validate_json(answer.content)
    assert (bundle.total, bundle.entry[0].resource.id) == (1, str(settled.pk))
    assert Bundle.model_validate_json(ask(secret_of(ana, now), patient=str(ana.pk)).content).total == 1
    one = ask(secret_of(ana, now), f"{URL}/{settled.pk}").json()
    assert one["total"][1]["amount"] == {"value": float(settled.reimbursed), "currency": "USD"}


def test_others_see_nothing_of_it(settled: Settlement, ben: Person, stranger: Person, now: datetime) -> None:
    for other in (ben, stranger):
        secret = secret_of(other, now)
        assert ask(secret).json()["total"] == 0
        answer = ask(secret, f"{URL}/{settled.pk}")
        assert (answer.status_code, answer.json()["issue"][0]["code"]) == (404, "not-found")


def test_a_token_that_is_none_opens_nothing(
    settled: Settlement, ana: Person, ana_client: Client, now: datetime
) -> None:
    secret = secret_of(ana, now)
    ended = AccessToken.objects.get()
    tokens.revoke_token(token=ended, by=ended.user, now=now)
    for wrong in (secret, "mpt_guess", "", "ü"):
        answer = ask(wrong)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
        OperationOutcome.model_validate_json(answer.content)
    assert ana_client.get(URL).status_code == 401, "a session is not a token"
    old = secret_of(ana, now)
    with time_machine.travel(now + timedelta(days=31)):
        assert ask(old).status_code == 401
    closed = secret_of(ana, now)
    assert ana.user
    ana.user.is_active = False
    ana.user.save()
    assert ask(closed).status_code == 401


def test_pages_lead_to_each_other(settled: Settlement, sent: Callable[..., Claim], ana: Person, now: datetime) -> None:
    settle(claim_id=sent(line(charged="20.00")).pk, now=now)
    secret = secret_of(ana, now)
    first = ask(secret, _count=1).json()
    links = {link["relation"]: link["url"] for link in first["link"]}
    assert set(links) == {"self", "next"}
    second = ask(secret, links["next"]).json()
    assert {link["relation"] for link in second["link"]} == {"self", "previous"}
    assert first["entry"][0]["resource"]["id"] != second["entry"][0]["resource"]["id"]


@pytest.mark.parametrize("query", [{"_count": "0"}, {"_count": "many"}, {"patient": "x"}, {"_offset": "-1"}])
def test_nonsense_is_told_apart(ana: Person, now: datetime, query: dict[str, str]) -> None:
    answer = ask(secret_of(ana, now), **query)
    assert answer.status_code == 400
    assert next(iter(query)) in OperationOutcome.model_validate_json(answer.content).issue[0].diagnostics


def test_each_use_is_written_down(settled: Settlement, ana: Person, ana_client: Client, now: datetime) -> None:
    ask(secret_of(ana, now))
    token = AccessToken.objects.get()
    assert token.used_at == now
    use = AuditEntry.objects.get(act="token.used")
    assert (use.by, use.detail) == (ana.user, {"token": str(token.pk), "told": 1})
    page = ana_client.get(reverse("mydata:tokens")).text
    assert "My ledger" in page
    assert token.digest not in page


def test_too_often_is_refused(ana: Person, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "PER_TOKEN", Limit("api.token", most=2, window=timedelta(minutes=1)))
    monkeypatch.setattr(api, "WRONG", Limit("api.wrong", most=2, window=timedelta(minutes=10)))
    secret = secret_of(ana, now)
    assert [ask(secret).status_code for _ in range(3)] == [200, 200, 429]
    assert [ask("mpt_guess").status_code for _ in range(3)] == [401, 401, 429]


def test_queries_do_not_grow(
    settled: Settlement,
    sent: Callable[..., Claim],
    ana: Person,
    now: datetime,
    django_assert_max_num_queries: Any,
) -> None:
    secret = secret_of(ana, now)
    for _ in range(3):
        settle(claim_id=sent(line(), line()).pk, now=now)
    with django_assert_max_num_queries(24):
        assert ask(secret).json()["total"] == 4
