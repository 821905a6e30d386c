"""How fast claims are decided in this process, and what a long history costs: part of the claims bench."""

import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.adjudication import settle, settle_many
from claims.bench_people import NOW, drafted, members, sent
from claims.models import Claim
from claims.notes import write_note
from portal.members.models import Person
from portal.work.jobs import BUNDLE

LINES = 3
PROBES = 15


def as_sent(claim: Claim) -> Claim:
    """Sent without documents, whose reading would take most of the time a long history needs."""
    facts = {"state": Claim.State.SUBMITTED, "submitted_at": NOW, "received_on": NOW.date()}
    Claim.objects.filter(pk=claim.pk).update(number=f"B-{claim.pk.hex[:16]}", **facts)
    return claim


def waiting(people: list[Person], count: int) -> list[Claim]:
    """So many claims of three lines, sent and not decided."""
    return [as_sent(drafted(people[number % len(people)], LINES, photo=False)) for number in range(count)]


def learn() -> None:
    """The statistics that a living database has: in a new one PostgreSQL guesses, until it looks after a minute."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def decided_a_second(people: list[Person], count: int) -> dict[str, float]:
    """Three-line claims decided and stored by one process: one by one, and in batches as a backlog is."""
    learn()
    single, bundled = waiting(people, count), waiting(people, count)
    settle(claim_id=waiting(people, 1)[0].pk, now=NOW)

    def one_by_one() -> None:
        for claim in single:
            settle(claim_id=claim.pk, now=NOW)

    def in_bundles() -> None:
        for start in range(0, count, BUNDLE):
            settle_many(claim_ids=[claim.pk for claim in bundled[start : start + BUNDLE]], now=NOW)

    return {
        **{f"one_by_one{name}": value for name, value in _speed(one_by_one, count).items()},
        **{f"in_batches_of_{BUNDLE}{name}": value for name, value in _speed(in_bundles, count).items()},
    }


def _speed(act: Callable[[], None], count: int) -> dict[str, float]:
    """Per second of the clock, and per second of this process's own work: the rest waits for the database."""
    began, worked = time.perf_counter(), time.process_time()
    act()
    clock, own = time.perf_counter() - began, time.process_time() - worked
    return {"": round(count / clock, 1), "_by_own_work": round(count / own, 1)}


def queries_a_claim(person: Person) -> dict[str, int]:
    """SQL statements of each step of one claim of three lines, transactions' own included."""
    warm, claim = drafted(person, LINES), drafted(person, LINES)
    sent([warm])
    settle(claim_id=warm.pk, now=NOW)
    write_note(settlement_id=warm.settlements.get().pk, now=NOW)
    return {
        "send": _statements(lambda: sent([claim])),
        "settle": _statements(lambda: settle(claim_id=claim.pk, now=NOW)),
        "note": _statements(lambda: write_note(settlement_id=claim.settlements.get().pk, now=NOW)),
    }


def _statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def after(history: int) -> dict[str, Any]:
    """Milliseconds and statements to settle a claim of three lines after so many settled claims of the family."""
    people = members(1)
    for start in range(0, history, BUNDLE):
        claims = [as_sent(drafted(people[0], 1, photo=False)) for _claim in range(min(BUNDLE, history - start))]
        settle_many(claim_ids=[claim.pk for claim in claims], now=NOW)
    times, own = [], []
    for claim in waiting(people, PROBES):
        with CaptureQueriesContext(connection) as queries:
            began, worked = time.perf_counter(), time.process_time()
            settle(claim_id=claim.pk, now=NOW)
            times.append((time.perf_counter() - began) * 1000)
            own.append((time.process_time() - worked) * 1000)
    return {
        "milliseconds_p50": round(median(times), 1),
        "milliseconds_p95": round(quantiles(times, n=20, method="inclusive")[-1], 1),
        "milliseconds_of_own_work_p50": round(median(own), 1),
        "queries": len(queries),
    }
