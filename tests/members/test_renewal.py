"""A new code asked for by the member herself: the same answer and the same work for everybody, and few of them."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.members import renewals
from portal.members.activation import NotAccepted, check_code, issue_code
from portal.members.models import ActivationCode, AuditEntry, CodeRequest, Person
from portal.members.renewals import ask_code
from portal.post.models import Dispatch
from portal.work import jobs
from portal.work.models import Job
from tests.claims.conftest import still_bell as still_bell
from tests.people import make_family, make_person

pytestmark = pytest.mark.usefixtures("still_bell")
URL = "/activate/new-code/"
HOME = {"address_line_1": "12 Riverside Drive", "city": "Nairobi"}


@pytest.fixture
def newcomer(db: None) -> Person:
    """Enrolled, without account."""
    return make_person(make_family("414/40001", **HOME), given_name="Mina", email="mina@example.org")


def typed(person: Person, **changes: Any) -> dict[str, Any]:
    born = person.born_on
    boxes = {"born_on_day": born.day, "born_on_month": born.month, "born_on_year": born.year}
    return {"reference": person.reference, **boxes, **changes}


def ask(person: Person, now: datetime, address: str = "192.0.2.1", **changes: Any) -> CodeRequest:
    facts = {"reference": person.reference, "born_on": person.born_on, "address": address, **changes}
    return ask_code(**facts, now=now)


def test_the_code_comes_by_mail_and_the_old_one_ends(client: Client, newcomer: Person, mailoutbox: list[Any]) -> None:
    now = datetime.now(UTC)
    old = issue_code(person=newcomer, by=None, now=now)
    answer = client.post(URL, typed(newcomer, reference="٤١٤ ٤٠٠٠١"))
    assert answer.headers["Location"] == "/activate/new-code/asked/"
    assert not ActivationCode.objects.filter(revoked_at__isnull=False).exists(), "nothing happens in the request"
    jobs.drain(datetime.now(UTC))
    new = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", str(mailoutbox[-1].body))
    told: dict[str, Any] = {"reference": "41440001", "born_on": newcomer.born_on, "address": "192.0.2.2"}
    assert new
    assert old != new[0]
    with pytest.raises(NotAccepted):
        check_code(**told, code=old, now=datetime.now(UTC))
    assert check_code(**told, code=new[0], now=datetime.now(UTC))


def test_without_an_address_a_letter_goes_and_not_twice(newcomer: Person, now: datetime) -> None:
    Person.objects.update(email="")
    for day in (0, 1, 5):
        ask(newcomer, now + timedelta(days=day))
        jobs.drain(now + timedelta(days=day))
    assert ActivationCode.objects.get().sent_by == "letter"
    assert Dispatch.objects.filter(kind="welcome-letter").count() == 1
    ask(newcomer, now + timedelta(days=20))
    jobs.drain(now + timedelta(days=20))
    assert Dispatch.objects.filter(kind="welcome-letter").count() == 2


def test_a_request_answered_twice_is_one_code(newcomer: Person, now: datetime) -> None:
    asked = ask(newcomer, now)
    for _ in range(2):
        renewals.answer_request(asked=asked, now=now)
    assert ActivationCode.objects.count() == 1


def test_few_requests_for_a_number_and_from_an_address(newcomer: Person, now: datetime) -> None:
    named = [ask(newcomer, now, address=f"192.0.2.{last}").person for last in range(renewals.BY_NUMBER.most + 1)]
    assert [one is not None for one in named] == [True] * renewals.BY_NUMBER.most + [False]
    assert ask(newcomer, now + timedelta(days=1, minutes=1)).person
    for number in range(renewals.BY_ADDRESS.most):
        ask(newcomer, now, address="198.51.100.7", reference=f"414/5{number:04}")
    stranger = make_person(make_family("414/40002"), email="x@example.org")
    assert ask(stranger, now, address="198.51.100.7").person is None


@pytest.mark.parametrize("changes", [{"reference": "414/99999"}, {"reference": "nobody"}, {"born_on_year": 1931}])
def test_nothing_follows_for_who_is_not_known_or_a_child(
    client: Client, newcomer: Person, changes: dict[str, Any]
) -> None:
    child = make_person(newcomer.family, "child", given_name="Carla", born_on=date(2015, 5, 9))
    for told in (typed(newcomer, **changes), typed(child)):
        assert client.post(URL, told).status_code == 302
    jobs.drain(datetime.now(UTC))
    assert not Dispatch.objects.exists()
    assert not ActivationCode.objects.exists()
    assert "414" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def work_of(client: Client, url: str, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The costly things one request does: statements by kind and table, hashes, jobs; and what it answers."""
    hashed: list[str] = []
    encode = hashers.get_hasher().__class__.encode
    with monkeypatch.context() as patch:
        patch.setattr(
            hashers.get_hasher().__class__, "encode", lambda *a, **k: hashed.append("hash") or encode(*a, **k)
        )
        before = Job.objects.count()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = client.post(url, told)
    shapes = [re.sub(r"'[^']*'|\b[0-9a-f]{32}\b|\d+", "?", query["sql"]) for query in seen.captured_queries]
    kinds = [re.sub(r"\s+WHERE.*|\s+VALUES.*", "", shape)[:160] for shape in shapes]
    return {
        "statements": kinds,
        "hashes": len(hashed),
        "jobs": Job.objects.count() - before,
        "status": answer.status_code,
        "to": answer.headers.get("Location"),
        "page": re.sub(r'value="[^"]*"', "", answer.content.decode()),
    }


@pytest.mark.parametrize("url", [URL, "/activate/", "/accounts/password/reset/"])
def test_known_and_unknown_numbers_cost_the_same(
    client: Client, newcomer: Person, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Not a stopwatch: the statements, hashes and jobs behind the answer, one by one. `bench activation` times them."""
    issue_code(person=newcomer, by=None, now=datetime.now(UTC))
    client.get(url)
    known, unknown, wrong_day = (
        work_of(client, url, {**told, "code": "AAAA-BBBB-CCCC-DDDD", "email": told["reference"]}, monkeypatch)
        for told in (
            typed(newcomer),
            typed(newcomer, reference="414/99999"),
            typed(newcomer, reference="414/99998", born_on_year=1931),
        )
    )
    assert known == unknown == wrong_day
    assert known["statements"], "the test sees the statements"
