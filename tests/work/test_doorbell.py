"""A broker that is away, hung or full must cost a request next to nothing."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import redis
from celery import current_app
from kombu import Connection

from portal.work import doorbell
from portal.work.models import Job
from tests.servers import redis_url

OPTIONS = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}


@pytest.fixture
def hung_redis() -> Iterator[str]:
    """Takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def dead_redis() -> str:
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch, breaker: doorbell.Breaker) -> Any:
    """`broker(url)`: let the tasks ring there."""

    def at(url: str) -> None:
        connection = Connection(url, transport_options={**OPTIONS, "global_keyprefix": "test-doorbell:"})
        send = doorbell.DjangoTask.apply_async

        def there(self: Any, *args: Any, **options: Any) -> Any:
            return send(self, *args, **{**options, "connection": connection})

        monkeypatch.setattr(doorbell.DjangoTask, "apply_async", there)

    return at


def job(kind: str = "test") -> Job:
    """Not saved: only its id and kind are told."""
    return Job(kind=kind, key=uuid4())


def test_the_tasks_are_doorbells() -> None:
    assert isinstance(current_app.tasks[doorbell.RUN_JOB], doorbell.DoorbellTask)


def test_a_bell_that_works(broker: Any) -> None:
    url = redis_url()
    broker(url)
    assert doorbell.ring(job())
    with redis.Redis.from_url(url) as server:
        assert server.delete("test-doorbell:celery") == 1


def test_what_may_wait_lets_others_pass(broker: Any) -> None:
    url = redis_url()
    broker(url)
    assert doorbell.ring(job("claims.write_note"))
    assert doorbell.ring_together([job("claims.adjudicate"), job("claims.adjudicate")])
    with redis.Redis.from_url(url) as server:
        last = [key for key in server.scan_iter("test-doorbell:celery*") if key != b"test-doorbell:celery"]
        assert [server.llen(key) for key in last] == [1]
        assert server.delete("test-doorbell:celery", *last) == 2


def test_a_dead_broker_is_tried_once_and_said_once(
    broker: Any, dead_redis: str, caplog: pytest.LogCaptureFixture
) -> None:
    broker(dead_redis)
    with caplog.at_level(logging.INFO):
        began = time.monotonic()
        assert [doorbell.ring(job()) for _ in range(50)] == [False] * 50
    assert time.monotonic() - began < 3
    assert caplog.text.count("broker away") == 1
    assert "redis://" not in caplog.text


def test_a_hung_broker_hangs_nobody_for_long(broker: Any, hung_redis: str) -> None:
    broker(hung_redis)
    began = time.monotonic()
    assert not doorbell.ring(job())
    assert time.monotonic() - began < 3
    began = time.monotonic()
    assert not doorbell.ring(job())
    assert time.monotonic() - began < 0.1


def test_the_broker_is_tried_again_after_a_while(
    broker: Any, dead_redis: str, breaker: doorbell.Breaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker(dead_redis)
    monkeypatch.setattr(doorbell, "QUIET_SECONDS", 0)
    doorbell.ring(job())
    assert breaker.allows()


def test_a_mistake_of_ours_is_not_swallowed(breaker: doorbell.Breaker) -> None:
    with pytest.raises(TypeError):
        current_app.tasks[doorbell.RUN_JOB].delay()
