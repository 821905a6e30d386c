"""The clock of a request: 48 hours of ours, whatever the wall clock and the member's zone do meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from approvals.clock import clock_of, measured_answers, taken
from approvals.handling import answer_desk, ask_member, close_request, finish_request, resume, wait_for_provider
from approvals.models import CareRequest, Pause, RequestRules
from approvals.requests import withdraw_request
from portal.members.models import Person, User

Made = Callable[..., CareRequest]
HOURS = timedelta(hours=1)


@pytest.fixture
def rules() -> RequestRules:
    return RequestRules()


def test_48_hours_from_the_request(sent: Made, rules: RequestRules, now: datetime) -> None:
    request = sent()
    clock = clock_of(request, rules=rules, now=now)
    assert clock
    assert (clock.due_at, clock.left) == (now + 48 * HOURS, 48 * HOURS)
    assert not (clock.stands)
    assert not (clock.is_late)
    assert not (clock.is_alarming)


def test_a_new_promise_counts_for_new_requests_only(sent: Made, officer: User, now: datetime) -> None:
    old = sent()
    RequestRules.objects.create(hours=24, why="Faster.", by=officer, at=now)
    assert (old.hours, sent().hours) == (48, 24)


def test_it_stands_still_while_we_wait(
    sent: Made, officer: User, rules: RequestRules, ana: Person, now: datetime
) -> None:
    request = sent()
    ask_member(request_id=request.pk, words="Which room?", by=officer, now=now + 10 * HOURS)
    request.refresh_from_db()
    for later in (10, 30, 500):
        clock = clock_of(request, rules=rules, now=now + later * HOURS)
        assert clock
        assert clock.left == 38 * HOURS
        assert clock.stands
        assert not clock.is_alarming
    assert ana.user
    answer_desk(request_id=request.pk, words="Semi-private.", by=ana.user, now=now + 40 * HOURS)
    request.refresh_from_db()
    assert (request.state, request.due_at) == ("sent", now + 78 * HOURS)
    wait_for_provider(request_id=request.pk, why="The offer.", by=officer, now=now + 41 * HOURS)
    resume(request_id=request.pk, by=officer, now=now + 51 * HOURS)
    finish_request(request_id=request.pk, by=officer, now=now + 60 * HOURS)
    request.refresh_from_db()
    assert (request.due_at, request.took) == (now + 88 * HOURS, 20 * HOURS)


def test_alarm_before_breach_and_breach(sent: Made, rules: RequestRules, now: datetime) -> None:
    request = sent()
    told = {}
    for hours in (35, 36, 48, 49):
        clock = clock_of(request, rules=rules, now=now + hours * HOURS)
        assert clock
        told[hours] = (clock.is_alarming, clock.is_late)
    assert told == {35: (False, False), 36: (True, False), 48: (True, False), 49: (True, True)}


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Europe/Brussels", (2026, 3, 28)), ("Europe/Brussels", (2026, 10, 24)), ("Pacific/Kiritimati", (2026, 12, 31))],
)
def test_summer_time_and_zones_change_nothing(
    sent: Made, rules: RequestRules, zone: str, day: tuple[int, int, int]
) -> None:
    """Over a change of the clocks, 48 hours are 47 or 49 on the wall; they stay 48 hours."""
    local = datetime(*day, 20, 0, tzinfo=ZoneInfo(zone))
    request = sent(at=local.astimezone(UTC))
    assert request.due_at == request.sent_at + 48 * HOURS if request.sent_at else False
    clock = clock_of(request, rules=rules, now=(local.astimezone(UTC) + 47 * HOURS).astimezone(ZoneInfo(zone)))
    assert clock
    assert clock.left == HOURS


def test_withdrawn_while_it_waits(sent: Made, officer: User, ana: Person, now: datetime) -> None:
    request = sent()
    ask_member(request_id=request.pk, words="Which room?", by=officer, now=now + 2 * HOURS)
    assert ana.user
    done = withdraw_request(request_id=request.pk, by=ana.user, now=now + 5 * HOURS)
    assert (done.took, done.due_at) == (2 * HOURS, now + 51 * HOURS)
    assert Pause.objects.get().ended_at == now + 5 * HOURS
    assert clock_of(done, rules=RequestRules(), now=now + 9 * HOURS) is None
    assert taken(done, until=now + 5 * HOURS) == 2 * HOURS


def test_the_database_knows_one_pause_at_a_time(sent: Made, officer: User, now: datetime) -> None:
    request = sent()
    wait_for_provider(request_id=request.pk, why="The offer.", by=officer, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(request=request, waits_for="member", started_at=now, by=officer)


def test_measured_beside_the_promise(sent: Made, officer: User, ana: Person, now: datetime) -> None:
    """Nine in ten and half of them; what was withdrawn is no answer of ours."""
    assert measured_answers(now=now).count == 0
    for hours in range(1, 11):
        request = sent()
        close_request(request_id=request.pk, words="Not covered.", by=officer, now=now + hours * HOURS)
    assert ana.user
    withdraw_request(request_id=sent().pk, by=ana.user, now=now + 40 * HOURS)
    found = measured_answers(now=now + 50 * HOURS)
    assert (found.count, found.median, found.most) == (10, 5 * HOURS, 9 * HOURS)
