"""Putting jobs on the list and doing them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, OperationalError, transaction

from portal.work import jobs, leases, registry
from portal.work.models import Job

pytestmark = pytest.mark.django_db
Give = Callable[[Callable[[UUID, datetime], None]], str]


def nothing(key: UUID, now: datetime) -> None:
    """A handler that succeeds."""


def after(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)


def test_a_job_is_done_once(handler: Give, rung: list[UUID], now: datetime) -> None:
    done: list[UUID] = []
    kind = handler(lambda key, now: done.append(key))
    job = jobs.enqueue(kind=kind, key=uuid4(), now=now)
    again = jobs.enqueue(kind=kind, key=job.key, now=now)
    assert again.pk == job.pk
    assert jobs.perform(job.pk, now)
    assert not jobs.perform(job.pk, now)
    assert done == [job.key]
    job.refresh_from_db()
    assert (job.state, job.finished_at, job.lease) == (Job.State.DONE, now, None)


def test_the_broker_is_rung_on_commit_only(
    rung: list[UUID], now: datetime, django_capture_on_commit_callbacks: Callable
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(kind="test", key=uuid4(), now=now)
        assert rung == []
    assert rung == [job.pk]


def test_a_rolled_back_transaction_leaves_no_job(rung: list[UUID], now: datetime) -> None:
    with transaction.atomic():
        jobs.enqueue(kind="test", key=uuid4(), now=now)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert rung == []


def test_a_job_for_later_is_neither_rung_nor_done_now(
    handler: Give, rung: list[UUID], now: datetime, django_capture_on_commit_callbacks: Callable
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(kind=handler(nothing), key=uuid4(), now=now, due_at=after(now, 100))
    assert rung == []
    assert not jobs.perform(job.pk, after(now, 99))
    assert jobs.perform(job.pk, after(now, 100))


def test_asking_sooner_brings_a_job_forward(handler: Give, rung: list[UUID], now: datetime) -> None:
    job = jobs.enqueue(kind=handler(nothing), key=uuid4(), now=now, due_at=after(now, 100))
    assert jobs.enqueue(kind=job.kind, key=job.key, now=now).due_at == now
    assert jobs.drain(now) == 1


def test_a_done_job_is_opened_again_when_asked(handler: Give, rung: list[UUID], now: datetime) -> None:
    job = jobs.enqueue(kind=handler(nothing), key=uuid4(), now=now)
    jobs.drain(now)
    again = jobs.enqueue(kind=job.kind, key=job.key, now=after(now, 5))
    assert (again.state, again.finished_at, again.due_at) == (Job.State.WAITING, None, after(now, 5))


def test_asked_again_while_in_hand_it_runs_once_more(handler: Give, rung: list[UUID], now: datetime) -> None:
    """What changed after the handler had looked is not lost."""
    done: list[UUID] = []

    def ask_at_the_first_time(key: UUID, now: datetime) -> None:
        done.append(key)
        if len(done) == 1:
            jobs.enqueue(kind="test", key=key, now=now)

    jobs.enqueue(kind=handler(ask_at_the_first_time), key=uuid4(), now=now)
    assert jobs.drain(now) == 2
    assert Job.objects.get().state == Job.State.DONE


def test_failures_back_off_and_park(
    handler: Give, rung: list[UUID], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(key: UUID, now: datetime) -> None:
        raise ValueError("Ana Otieno has asthma")

    job = jobs.enqueue(kind=handler(fail), key=uuid4(), now=now)
    with caplog.at_level(logging.INFO):
        for pause in (1, 5, 20, 60):
            assert jobs.perform(job.pk, now)
            assert not jobs.perform(job.pk, after(now, pause - 1))
            now = after(now, pause)
        assert jobs.perform(job.pk, now)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.last_problem, job.lease) == (Job.State.PARKED, 5, "ValueError", None)
    assert not jobs.perform(job.pk, after(now, 10_000))
    assert "parked" in caplog.text
    assert "test_jobs.py" in caplog.text
    assert "Ana" not in caplog.text


def test_a_parked_job_is_opened_by_staff(handler: Give, rung: list[UUID], now: datetime) -> None:
    job = jobs.enqueue(kind=handler(nothing), key=uuid4(), now=now)
    Job.objects.update(state=Job.State.PARKED, attempts=5)
    assert jobs.reopen(jobs=[job], now=now, by="7") == 1
    assert jobs.reopen(jobs=[job], now=now, by="7") == 0
    assert jobs.drain(now) == 1


@pytest.mark.parametrize("problem", [jobs.Later(30, "mail-server-away"), OperationalError("gone")])
def test_an_outage_counts_no_try(handler: Give, rung: list[UUID], now: datetime, problem: Exception) -> None:
    def away(key: UUID, now: datetime) -> None:
        raise problem

    job = jobs.enqueue(kind=handler(away), key=uuid4(), now=now)
    for _ in range(20):
        assert jobs.perform(job.pk, now)
        now = after(now, 30)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.WAITING, 0)
    assert job.last_problem in {"Later (mail-server-away)", "OperationalError"}


def test_a_job_that_kills_its_worker_is_parked(rung: list[UUID], now: datetime) -> None:
    job = jobs.enqueue(kind="test", key=uuid4(), now=now)
    for _ in range(5):
        assert leases.take(job.pk, now)
        assert leases.take(job.pk, after(now, 59)) is None
        now = after(now, 60)
    assert leases.take(job.pk, now) is None
    job.refresh_from_db()
    assert (job.state, job.last_problem) == (Job.State.PARKED, "worker lost")


def test_who_lost_the_lease_changes_nothing(rung: list[UUID], now: datetime) -> None:
    job = jobs.enqueue(kind="test", key=uuid4(), now=now)
    slow = leases.take(job.pk, now)
    quick = leases.take(job.pk, after(now, 61))
    assert slow
    assert quick
    leases.fail(slow, now=after(now, 62), problem=ValueError())
    leases.finish(slow, now=after(now, 62))
    job.refresh_from_db()
    assert job.lease == quick.lease
    leases.finish(quick, now=after(now, 63))
    job.refresh_from_db()
    assert job.finished_at == after(now, 63)


def test_a_result_survives_a_short_outage(
    handler: Give, rung: list[UUID], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes away between the handler's end and the mark: the job is not done a second time."""
    failures = [OperationalError("away"), OperationalError("still away")]
    finishing = leases.Job.objects.filter

    def flaky(*args: object, **kwargs: object) -> object:
        if "lease" in kwargs and "pk" in kwargs and failures:
            raise failures.pop()
        return finishing(*args, **kwargs)

    monkeypatch.setattr(leases, "WRITE_PAUSES", (0, 0, 0))
    job = jobs.enqueue(kind=handler(nothing), key=uuid4(), now=now)
    monkeypatch.setattr(Job.objects, "filter", flaky)
    assert jobs.perform(job.pk, now)
    monkeypatch.undo()
    assert Job.objects.get().state == Job.State.DONE
    assert not failures


def test_an_unknown_kind_parks_and_does_not_vanish(rung: list[UUID], now: datetime) -> None:
    job = jobs.enqueue(kind="nobody.knows", key=uuid4(), now=now)
    assert jobs.perform(job.pk, now)
    job.refresh_from_db()
    assert job.last_problem == "UnknownKind"


def test_two_handlers_for_one_kind_are_refused(handler: Give) -> None:
    kind = handler(nothing)
    with pytest.raises(ValueError, match="two handlers"):
        registry.handles(kind)(lambda *, key, now: None)


def test_the_sweep_rings_for_what_nobody_heard(rung: list[UUID], now: datetime) -> None:
    lost, crashed, in_hand, later = (jobs.enqueue(kind="test", key=uuid4(), now=now) for _ in range(4))
    Job.objects.filter(pk=later.pk).update(due_at=after(now, 50))
    leases.take(crashed.pk, after(now, -70))
    Job.objects.filter(pk=crashed.pk).update(lease=uuid4(), leased_until=after(now, -10), attempts=1)
    leases.take(in_hand.pk, now)
    assert jobs.sweep(now) == 2
    assert set(rung) == {lost.pk, crashed.pk}
    rung.clear()
    assert jobs.sweep(after(now, 15)) == 0  # rung for a moment ago: a long queue is not made longer
    assert jobs.sweep(after(now, 31)) == 2


def test_two_sweepers_at_once_ring_twice_and_it_is_done_once(
    handler: Give, rung: list[UUID], monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    done: list[UUID] = []
    orders = [jobs.enqueue(kind=handler(lambda key, now: done.append(key)), key=uuid4(), now=now) for _ in range(3)]
    ring, others = jobs.ring_together, iter([lambda: jobs.sweep(now)])

    def meanwhile(bundle: list[Job]) -> bool:
        next(others, lambda: 0)()  # the other one begins before this one has marked what it rang for
        return ring(bundle)

    monkeypatch.setattr(jobs, "ring_together", meanwhile)
    assert jobs.sweep(now) == 3
    assert len(rung) == 6
    for job_id in rung:
        jobs.perform_with_others(job_id, now)
    assert sorted(done) == sorted(job.key for job in orders)


def test_a_retry_is_rung_for_as_soon_as_it_is_due(handler: Give, rung: list[UUID], now: datetime) -> None:
    def fail(key: UUID, now: datetime) -> None:
        raise ValueError

    job = jobs.enqueue(kind=handler(fail), key=uuid4(), now=now)
    assert jobs.sweep(now) == 1
    jobs.perform(job.pk, after(now, 1))
    assert jobs.sweep(after(now, 2)) == 1


def test_the_sweep_stops_at_a_dead_broker(monkeypatch: pytest.MonkeyPatch, rung: list[UUID], now: datetime) -> None:
    jobs.enqueue(kind="test", key=uuid4(), now=now)
    monkeypatch.setattr("portal.work.doorbell.ring", lambda job: False)
    assert jobs.sweep(now) == 0
    assert Job.objects.get().rung_at is None


def test_figures(rung: list[UUID], now: datetime) -> None:
    assert jobs.figures(now) == {"waiting": 0, "oldest_seconds": 0, "parked": 0}
    jobs.enqueue(kind="test", key=uuid4(), now=after(now, -90))
    jobs.enqueue(kind="test", key=uuid4(), now=after(now, -30))
    jobs.enqueue(kind="test", key=uuid4(), now=now, due_at=after(now, 30))
    parked = jobs.enqueue(kind="test", key=uuid4(), now=now)
    Job.objects.filter(pk=parked.pk).update(state=Job.State.PARKED)
    assert jobs.figures(now) == {"waiting": 2, "oldest_seconds": 90, "parked": 1}


@pytest.mark.parametrize("wrong", [{"state": "done"}, {"state": "lost"}, {"lease": uuid4()}])
def test_the_database_refuses_half_states(rung: list[UUID], now: datetime, wrong: dict[str, object]) -> None:
    jobs.enqueue(kind="test", key=uuid4(), now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(**wrong)
