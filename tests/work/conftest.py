"""Fixtures of the work list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

import pytest

from portal.work import doorbell, registry
from portal.work.models import Job

Handler = Callable[[UUID, datetime], None]


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """The jobs the broker was rung for; no broker is needed."""
    calls: list[UUID] = []

    def ring(job: Job) -> bool:
        calls.append(job.pk)
        return True

    monkeypatch.setattr("portal.work.doorbell.ring", ring)
    return calls


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Callable[[Handler], str]:
    """Gives jobs of the kind “test” to the function; returns the kind."""

    def give(does: Handler) -> str:
        monkeypatch.setitem(registry._handlers, "test", lambda *, key, now: does(key, now))
        return "test"

    return give


@pytest.fixture
def breaker() -> Iterator[doorbell.Breaker]:
    """The doorbell's breaker, as after a start."""
    doorbell.breaker.reset()
    yield doorbell.breaker
    doorbell.breaker.reset()
