"""What may happen once happens once, however many ask at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connections
from django.test import Client

from portal.members import limits
from portal.members.activation import issue_code
from portal.members.limits import Limit
from portal.members.models import ActivationCode, Enrolment, Tries, User
from tests.people import PASSWORD, make_family, make_person

pytestmark = pytest.mark.django_db(transaction=True)
CALLS = 20


def all_at_once(call: Callable[[int], Any], calls: int = CALLS) -> list[Any]:
    """What `call` answered in as many threads, started together; exceptions are answers too."""
    barrier = Barrier(calls)

    def run(number: int) -> Any:
        try:
            barrier.wait(timeout=30)
            return call(number)
        except Exception as problem:  # noqa: BLE001 - the test looks at it
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(calls) as threads:
        return list(threads.map(run, range(calls)))


def test_one_code_opens_one_account_once() -> None:
    person = make_person(make_family("414/40001"), email="mina@example.org")
    code = issue_code(person=person, by=None, now=datetime.now(UTC))
    born = {"born_on_day": 14, "born_on_month": 3, "born_on_year": 1980}
    clients = [Client() for _ in range(CALLS)]
    for client in clients:
        assert client.post("/activate/", {"reference": "414/40001", "code": code, **born}).status_code == 302

    def finish(number: int) -> int:
        password = f"{PASSWORD} {number}"
        form = {"password1": password, "password2": password}
        return clients[number].post("/activate/password/", form).status_code

    answers = all_at_once(finish)
    assert sorted(answers) == [200] * (CALLS - 1) + [302]
    winner = answers.index(302)
    assert User.objects.get().check_password(f"{PASSWORD} {winner}")
    assert [("_auth_user_id" in client.session) for client in clients].count(True) == 1


def test_many_new_codes_leave_one_that_works() -> None:
    person = make_person(make_family("414/40001"), email="mina@example.org")
    now = datetime.now(UTC)
    made = all_at_once(lambda _number: issue_code(person=person, by=None, now=now))
    assert all(isinstance(code, str) for code in made), made
    assert ActivationCode.objects.usable(now).count() == 1


def test_many_wrong_codes_at_once_use_no_more_than_five_tries() -> None:
    person = make_person(make_family("414/40001"), email="mina@example.org")
    issue_code(person=person, by=None, now=datetime.now(UTC))
    typed = {"reference": "414/40001", "code": "wrong", "born_on": "1980-03-14"}
    answers = all_at_once(lambda _number: Client().post("/activate/", typed).status_code)
    assert set(answers) == {200}
    assert ActivationCode.objects.get().tries == 5
    assert not ActivationCode.objects.usable(datetime.now(UTC)).exists()


def test_a_budget_is_not_overspent() -> None:
    limit = Limit("test", 5, limits.KEPT)
    now = datetime.now(UTC)
    answers = all_at_once(lambda _number: limits.spend([(limit, "one"), (limit, "other")], now=now))
    assert answers.count(True) == 5, answers
    assert list(Tries.objects.values_list("count", flat=True)) == [5, 5]


def test_wrong_passwords_at_once_do_not_slip_through() -> None:
    make_person(make_family(), account=True)
    wrong = {"login": "414/20001", "password": "wrong"}
    all_at_once(lambda _number: Client().post("/accounts/login/", wrong).status_code)
    thief = Client()
    thief.post("/accounts/login/", {"login": "414/20001", "password": PASSWORD})
    assert "_auth_user_id" not in thief.session


def test_two_enrolments_at_once_do_not_overlap() -> None:
    person = make_person(make_family(), enrolled_on=None)
    answers = all_at_once(lambda _number: Enrolment.objects.create(person=person, from_on=date(2026, 1, 1)))
    assert Enrolment.objects.count() == 1
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == CALLS - 1, answers
