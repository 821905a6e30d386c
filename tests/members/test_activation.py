"""Activation: the code opens one account once, and nothing tells whether a number exists."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.members import activation, codes
from portal.members.activation import CodeSpent, NotAccepted, activate, check_code, issue_code
from portal.members.models import TRIES_PER_CODE, ActivationCode, AuditEntry, Person, User
from portal.post.models import Dispatch
from tests.people import PASSWORD, make_family, make_person

URL = "/activate/"


@pytest.fixture
def newcomer(db: None) -> Person:
    """Somebody enrolled who has no account yet."""
    return make_person(make_family("414/40001"), given_name="Mina", email="mina@example.org")


def typed(person: Person, code: str, **changes: Any) -> dict[str, Any]:
    """What that person types on the activation page."""
    born = person.born_on
    boxes = {"born_on_day": born.day, "born_on_month": born.month, "born_on_year": born.year}
    return {"reference": person.reference, "code": code, **boxes, **changes}


def moment() -> datetime:
    return datetime.now(UTC)


def check(person: Person, code: str, now: datetime) -> ActivationCode:
    return check_code(reference=person.reference, born_on=person.born_on, code=code, address="192.0.2.1", now=now)


def test_the_whole_way(client: Client, newcomer: Person) -> None:
    code = issue_code(person=newcomer, by=None, now=moment())
    client.get(URL)
    before = client.post(URL, typed(newcomer, code.lower().replace("-", " ")))
    assert before.headers["Location"] == reverse("members:activate_password")
    key = client.session.session_key
    done = client.post(before.headers["Location"], {"password1": PASSWORD, "password2": PASSWORD})
    assert done.headers["Location"] == "/"
    assert client.session.session_key != key
    newcomer.refresh_from_db()
    assert newcomer.user is not None
    assert newcomer.user.reference == "414/40001"
    assert client.session["_auth_user_id"] == str(newcomer.user.pk)
    assert list(AuditEntry.objects.order_by("at").values_list("act", flat=True)) == [
        "activation_code.issued",
        "account.activated",
        "account.signed_in",
    ]


def test_a_code_is_used_once(newcomer: Person, now: datetime) -> None:
    found = check(newcomer, issue_code(person=newcomer, by=None, now=now), now)
    activate(code_id=found.pk, password=PASSWORD, by=None, now=now)
    with pytest.raises(CodeSpent):
        activate(code_id=found.pk, password="another olive tree", by=None, now=now)
    assert User.objects.get(reference="414/40001").check_password(PASSWORD)


def test_a_new_code_replaces_the_old_one(newcomer: Person, now: datetime) -> None:
    old = issue_code(person=newcomer, by=None, now=now)
    new = issue_code(person=newcomer, by=None, now=now)
    with pytest.raises(NotAccepted):
        check(newcomer, old, now)
    assert check(newcomer, new, now)


def test_a_code_ends_after_thirty_days(newcomer: Person, now: datetime) -> None:
    code = issue_code(person=newcomer, by=None, now=now)
    assert check(newcomer, code, now + timedelta(days=29, hours=23))
    with pytest.raises(NotAccepted):
        check(newcomer, code, now + timedelta(days=30))


def test_a_code_has_five_tries(newcomer: Person, now: datetime) -> None:
    code = issue_code(person=newcomer, by=None, now=now)
    for _ in range(TRIES_PER_CODE):
        with pytest.raises(NotAccepted):
            check(newcomer, codes.new_code(), now)
    with pytest.raises(NotAccepted):
        check(newcomer, code, now + timedelta(hours=1))


def test_strangers_cannot_spoil_a_code(newcomer: Person, now: datetime) -> None:
    """Who does not know the birth date uses up no try of the code, and the number is free again after a while."""
    code = issue_code(person=newcomer, by=None, now=now)
    wrong = {"reference": newcomer.reference, "born_on": now.date(), "code": code, "address": "192.0.2.1"}
    for _ in range(30):
        with pytest.raises(NotAccepted):
            check_code(**wrong, now=now)
    with pytest.raises(NotAccepted):
        check(newcomer, code, now)
    assert check(newcomer, code, now + activation.PER_REFERENCE.window)


def test_children_get_no_code(carla: Person, now: datetime) -> None:
    with pytest.raises(activation.NoAccountForChildren):
        issue_code(person=carla, by=None, now=now)


def test_adults_of_one_family_have_their_own(newcomer: Person, now: datetime) -> None:
    facts: dict[str, Any] = {"born_on": date(2004, 2, 29), "number": 2, "email": "son@example.org"}
    son = make_person(newcomer.family, "child", **facts)
    code = issue_code(person=son, by=None, now=now)
    with pytest.raises(NotAccepted):
        check(newcomer, code, now)
    user = activate(code_id=check(son, code, now).pk, password=PASSWORD, by=None, now=now)
    assert user.reference == "414/40001-2"


def test_the_code_goes_by_mail_and_is_stored_nowhere_else(newcomer: Person, now: datetime) -> None:
    code = issue_code(person=newcomer, by=None, now=now)
    mail = Dispatch.objects.get(kind="activation_code")
    assert mail.recipient == "mina@example.org"
    assert code in mail.body_text
    assert code in mail.body_html
    assert "414/" not in mail.subject
    stored = ActivationCode.objects.get()
    assert code.replace("-", "") not in f"{stored.digest} {AuditEntry.objects.get().detail}"


def strip(html: bytes) -> str:
    """The page without what differs between any two answers, and without what was typed."""
    return re.sub(r'value="[^"]*"', "", html.decode())


def test_the_answer_is_the_same_for_unknown_numbers(client: Client, newcomer: Person) -> None:
    issue_code(person=newcomer, by=None, now=moment())
    wrong = "AAAA-BBBB-CCCC-DDDD"
    cases = [
        typed(newcomer, wrong),
        typed(newcomer, wrong, reference="414/99999"),
        typed(newcomer, wrong, born_on_year=1931),
        typed(newcomer, wrong, reference="nobody"),
    ]
    answers = [client.post(URL, case) for case in cases * 5]
    assert {answer.status_code for answer in answers} == {200}
    assert len({strip(answer.content) for answer in answers}) == 1


def test_the_work_is_the_same_for_unknown_numbers(
    client: Client, newcomer: Person, django_assert_max_num_queries: Any
) -> None:
    """Time follows the queries: known and unknown numbers ask the database the same."""
    issue_code(person=newcomer, by=None, now=moment())
    client.post(URL, typed(newcomer, "wrong", reference="414/99998"))
    counts = []
    for reference in (newcomer.reference, "414/99999"):
        with django_assert_max_num_queries(20) as seen:
            client.post(URL, typed(newcomer, "wrong", reference=reference, born_on_year=1931))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_step_two_needs_step_one(client: Client, newcomer: Person) -> None:
    issue_code(person=newcomer, by=None, now=moment())
    answer = client.post(reverse("members:activate_password"), {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.headers["Location"] == URL
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "123456789012", "password1234"])
def test_weak_passwords_are_refused_and_keep_the_code(client: Client, newcomer: Person, password: str) -> None:
    code = issue_code(person=newcomer, by=None, now=moment())
    client.post(URL, typed(newcomer, code))
    answer = client.post(reverse("members:activate_password"), {"password1": password, "password2": password})
    assert answer.status_code == 200
    assert not User.objects.exists()
    assert ActivationCode.objects.usable(moment()).exists()


def test_codes_are_80_random_bits_and_read_kindly() -> None:
    code = codes.new_code()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert codes.matches(code.replace("0", "o").replace("1", "l").lower(), codes.digest(code))
