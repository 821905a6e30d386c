"""A connection cut in the middle of deciding, and families locked in opposite order: all is decided once.

Run by `test_lost_connections.py`, on PostgreSQL.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection, connections, transaction

from claims.adjudication import settle_many
from claims.models import Claim, Decision, Settlement
from portal.members.models import Family, Person
from portal.work import jobs
from portal.work.models import Job

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("still_bell"),
]
Sent = Callable[..., Claim]


def in_a_thread(act: Callable[[], object]) -> threading.Thread:
    """Runs with a connection of its own."""

    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def beside() -> psycopg.Connection:
    """A connection beside Django's: what a transaction sees of others does not change within it."""
    params = connection.get_connection_params()
    return psycopg.connect(
        **{key: params[key] for key in ("host", "port", "user", "password", "dbname") if key in params}
    )


def waiting_backend() -> int:
    """The server process that waits for a lock of ours."""
    waits = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with beside() as onlooker:
        onlooker.autocommit = True
        for _try in range(400):
            if found := onlooker.execute(waits).fetchone():
                return int(found[0])
            time.sleep(0.05)
    raise AssertionError("nobody waits")


def test_a_cut_connection_is_tried_again_and_ends_once(sent: Sent, now: datetime) -> None:
    claim = sent()
    job = Job.objects.get(kind="claims.adjudicate", key=claim.pk)
    with transaction.atomic():
        Family.objects.select_for_update().get(pk=claim.family_id)
        worker = in_a_thread(lambda: jobs.perform(job.pk, now))
        victim = waiting_backend()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [victim])
        worker.join(30)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.lease) == (Job.State.WAITING, 0, None)
    jobs.drain(now + timedelta(seconds=10))
    assert Decision.objects.count() == Settlement.objects.count() == 1


def test_batches_in_opposite_order_do_not_block_each_other(
    sent: Sent, ana: Person, stranger: Person, now: datetime
) -> None:
    hers = [sent(patient=ana) for _each in range(4)]
    his = [sent(patient=stranger, by=stranger.user) for _each in range(4)]
    forth = [claim.pk for claim in (*hers[:2], *his[:2])]
    back = [claim.pk for claim in (*his[2:], *hers[2:])]
    threads = [in_a_thread(lambda ids=ids: settle_many(claim_ids=ids, now=now)) for ids in (forth, back)]
    for thread in threads:
        thread.join(60)
    assert Settlement.objects.count() == Decision.objects.count() == 8


def test_a_real_deadlock_ends_once(sent: Sent, ana: Person, stranger: Person, now: datetime) -> None:
    """Somebody who locks families in the wrong order: one of the two is thrown out by the database and tries again."""
    first, second = sorted([sent(patient=ana), sent(patient=stranger, by=stranger.user)], key=lambda one: one.family_id)
    with beside() as wrong:
        wrong.execute("SELECT 1 FROM members_family WHERE id = %s FOR UPDATE", [second.family_id])
        keys = [Job.objects.get(kind="claims.adjudicate", key=one.pk).pk for one in (first, second)]
        worker = in_a_thread(lambda: jobs.perform_together(keys, now))
        waiting_backend()
        try:
            wrong.execute("SELECT 1 FROM members_family WHERE id = %s FOR UPDATE", [first.family_id])
        except psycopg.errors.DeadlockDetected:
            wrong.rollback()
        wrong.commit()
        worker.join(60)
    for seconds in (10, 20, 30):
        jobs.drain(now + timedelta(seconds=seconds))
    assert Settlement.objects.count() == Decision.objects.count() == 2
    assert {job.state for job in Job.objects.filter(kind="claims.adjudicate")} == {Job.State.DONE}
