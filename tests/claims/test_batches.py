"""Many claims at once: decided as one by one, with no more statements, and no bad claim holds up the others."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims import tasks
from claims.adjudication import settle, settle_many
from claims.models import Claim, Decision, Settlement
from portal.entitlements.models import UsageRecord
from portal.members.models import Person
from portal.work import jobs, registry
from portal.work.models import Job
from tests.claims.conftest import line

pytestmark = pytest.mark.usefixtures("still_bell")
Sent = Callable[..., Claim]


@pytest.fixture
def backlog(sent: Sent, ana: Person, stranger: Person) -> list[Claim]:
    """Six claims of two families, none decided; the check-up is paid once a year and person."""
    people = [ana, stranger] * 3
    claims = [sent(line(benefit="checkup_blood"), line(), patient=person, by=person.user) for person in people]
    for minute, claim in enumerate(claims):
        Claim.objects.filter(pk=claim.pk).update(submitted_at=claim.created_at.replace(minute=minute))
    return claims


def test_a_batch_decides_as_one_by_one_would(backlog: list[Claim], now: datetime) -> None:
    decided = settle_many(claim_ids=[claim.pk for claim in backlog], now=now)
    assert decided.keys() == {claim.pk for claim in backlog}
    paid = [claim.settlements.get().lines.get(line__benefit="checkup_blood").outcome for claim in backlog]
    assert paid.count("paid") == 2
    assert paid[:2] == ["paid", "paid"], "in the order in which they were sent"
    for person in {claim.patient_id for claim in backlog}:
        sequences = UsageRecord.objects.filter(person=person).order_by("sequence").values_list("sequence", flat=True)
        assert list(sequences) == [1, 2, 3, 4]


def test_a_batch_asks_as_little_as_one_claim(backlog: list[Claim], now: datetime) -> None:
    def statements(*claims: Claim) -> int:
        with CaptureQueriesContext(connection) as asked:
            settle_many(claim_ids=[claim.pk for claim in claims], now=now)
        return len(asked)

    one = statements(backlog[0])
    assert one <= 20
    assert statements(*backlog[1:]) <= one + 1  # the documents of bills that are near each other


def test_a_claim_that_waits_leaves_nothing_used(sent: Sent, now: datetime) -> None:
    waits = sent(line(benefit="checkup_blood"), line(benefit="mri_pet_ct_outpatient"))
    straight = sent(line(benefit="checkup_blood"))
    settle_many(claim_ids=[waits.pk, straight.pk], now=now)
    assert not waits.settlements.exists()
    assert straight.settlements.get().reimbursed > 0


def test_again_changes_nothing(backlog: list[Claim], now: datetime) -> None:
    ids = [claim.pk for claim in backlog]
    settle_many(claim_ids=ids, now=now)
    before = Decision.objects.count(), Settlement.objects.count(), UsageRecord.objects.count()
    assert settle_many(claim_ids=[*ids, uuid4()], now=now) == {}
    assert (Decision.objects.count(), Settlement.objects.count(), UsageRecord.objects.count()) == before


@pytest.mark.django_db(transaction=True)
def test_a_backlog_is_taken_in_bundles(backlog: list[Claim], now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    bundles: list[int] = []

    def counting(*, keys: Any, now: datetime) -> None:
        bundles.append(len(keys))
        settle_many(claim_ids=keys, now=now)

    registry.handler_of("claims.adjudicate")
    monkeypatch.setitem(registry._together, "claims.adjudicate", counting)
    first = Job.objects.get(kind="claims.adjudicate", key=backlog[3].pk)
    assert jobs.perform_with_others(first.pk, now) == 6
    assert bundles == [6]
    assert not Job.objects.filter(kind="claims.adjudicate").exclude(state=Job.State.DONE).exists()
    assert jobs.perform_with_others(first.pk, now) == 0


@pytest.mark.django_db(transaction=True)
def test_one_bad_claim_holds_up_no_other(
    backlog: list[Claim], client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = backlog[2].pk

    def together(*, keys: Any, now: datetime) -> None:
        if bad in keys:
            raise ValueError("poison")
        settle_many(claim_ids=keys, now=now)

    def alone(*, key: Any, now: datetime) -> None:
        if key == bad:
            raise ValueError("poison")
        settle(claim_id=key, now=now)

    registry.handler_of("claims.adjudicate")
    monkeypatch.setitem(registry._together, "claims.adjudicate", together)
    monkeypatch.setitem(registry._handlers, "claims.adjudicate", alone)
    jobs.perform_with_others(Job.objects.get(kind="claims.adjudicate", key=bad).pk, now)
    assert Settlement.objects.count() == 5
    job = Job.objects.get(kind="claims.adjudicate", key=bad)
    assert (job.state, job.attempts, job.last_problem) == (Job.State.WAITING, 1, "ValueError")
    for minutes in range(1, 6):
        jobs.drain(now + timedelta(minutes=2 * minutes))
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.PARKED, 5), "given up, where staff and watchers see it"
    told = json.loads(client.get("/healthz").content)
    assert told["work"]["parked"] == 1
    assert told["claims"]["oldest_seconds"] > 0


@pytest.mark.django_db(transaction=True)
def test_a_deadlock_is_tried_again_and_ends_once(
    backlog: list[Claim], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    falls = iter([True, True])

    def deadlocked(*, claim_id: Any = None, claim_ids: Any = None, now: datetime) -> Any:
        if next(falls, False):
            raise OperationalError("deadlock detected")
        return settle_many(claim_ids=claim_ids or [claim_id], now=now)

    monkeypatch.setattr(tasks, "settle_many", deadlocked)
    monkeypatch.setattr(tasks, "settle", deadlocked)
    for seconds in range(0, 60, 10):
        jobs.drain(now.replace(second=seconds))
    assert Settlement.objects.count() == Decision.objects.count() == 6
    assert {job.state for job in Job.objects.filter(kind="claims.adjudicate")} == {Job.State.DONE}
