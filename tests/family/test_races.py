"""Two at once: given, accepted, ended, invited, come of age; each happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from portal.members.family import permissions
from portal.members.family.coming_of_age import look_at_children
from portal.members.family.inviting import TooMany, invite_relative
from portal.members.models import ActivationCode, AuditEntry, FamilyPermission, Person, Purpose
from portal.post.models import Dispatch
from tests.people import make_family, make_person

pytestmark = pytest.mark.django_db(transaction=True)
CALLS = 8


def all_at_once(call: Callable[[], Any]) -> list[Any]:
    """What `call` answered in as many threads, started together; exceptions are answers too."""
    barrier = Barrier(CALLS)

    def run(_number: int) -> Any:
        try:
            barrier.wait(timeout=30)
            return call()
        except Exception as problem:  # noqa: BLE001 - the test looks at it
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CALLS) as threads:
        return list(threads.map(run, range(CALLS)))


@pytest.fixture
def couple() -> tuple[Person, Person]:
    family = make_family("414/60001")
    one = make_person(family, account=True, email="one@example.org")
    facts: dict[str, Any] = {"given_name": "Two", "number": 1, "email": "two@example.org"}
    return one, make_person(family, "spouse", account=True, **facts)


def test_given_accepted_and_ended_once(couple: tuple[Person, Person]) -> None:
    giver, helper = couple
    now = datetime.now(UTC)
    facts: dict[str, Any] = {"giver": giver, "helper": helper, "purposes": [Purpose.CLAIMS], "by": giver.user}
    last = now.date() + timedelta(days=9)
    given = all_at_once(lambda: permissions.give(**facts, until_on=last, now=now))
    assert len({one.pk for one in given}) == 1, given
    permission = FamilyPermission.objects.get()
    user: Any = helper.user
    accepted = all_at_once(lambda: permissions.accept(permission_id=permission.pk, by=user, now=now))
    assert {type(one) for one in accepted} == {FamilyPermission}
    ended = all_at_once(lambda: permissions.end(permission_id=permission.pk, by=user, now=now))
    assert sorted(type(one).__name__ for one in ended) == ["FamilyPermission"] + ["NoLongerThere"] * (CALLS - 1)
    for act in ("given", "accepted", "ended"):
        assert AuditEntry.objects.filter(act=f"family_permission.{act}").count() == 1
    assert Dispatch.objects.filter(kind="family-permission").count() == 6


def test_come_of_age_once() -> None:
    now = datetime.now(UTC)
    family = make_family("414/60002", address_line_1="1 Road")
    make_person(family, account=True, email="one@example.org")
    born = date(now.year - 18, now.month, min(now.day, 28))
    make_person(family, "child", given_name="New", born_on=born, number=2)
    answers = all_at_once(lambda: look_at_children(now=now))
    assert sorted(answers) == [0] * (CALLS - 1) + [1], answers
    assert ActivationCode.objects.count() == 1
    assert Dispatch.objects.filter(kind="family-of-age").count() == 1


def test_invited_at_once_one_code_works(couple: tuple[Person, Person]) -> None:
    inviter, _spouse = couple
    now = datetime.now(UTC)
    facts: dict[str, Any] = {"given_name": "Gil", "born_on": date(2000, 1, 1), "number": 5}
    grown = make_person(inviter.family, "child", **facts)
    user: Any = inviter.user
    email = "gil@example.net"
    answers = all_at_once(lambda: invite_relative(inviter=inviter, person=grown, email=email, by=user, now=now))
    assert sum(isinstance(one, ActivationCode) for one in answers) == 3, answers
    assert sum(isinstance(one, TooMany) for one in answers) == CALLS - 3
    assert ActivationCode.objects.usable(now).count() == 1
