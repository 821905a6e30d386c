"""Fixtures of the post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from claims.drill_house import free_port
from portal.post import mail, sending, smtp
from portal.post.models import Dispatch

LINK = "http://localhost:8000/claims/"


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.work.doorbell.ring", lambda job: True)


@pytest.fixture
def port(settings: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    """The port mail is sent to, with short time-outs, by the portal's own backend."""
    settings.EMAIL_BACKEND = "portal.post.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = free_port()
    settings.EMAIL_TIMEOUT = 2
    monkeypatch.setattr(smtp, "LAST_ANSWER_SECONDS", 0.5)
    return settings.EMAIL_PORT


@pytest.fixture
def queue(db: None, now: datetime) -> Callable[..., Dispatch]:
    """`queue()`: a settlement note's mail to Ana is in the outbox."""

    def put(key: UUID | None = None, to: str = "ana@example.org", language: str = "en", **more: Any) -> Dispatch:
        return mail.queue_mail(
            kind="settlement_note",
            to=to,
            language=language,
            template="settlement_note",
            context={"name": "Ana", "url": LINK},
            key=key,
            now=now,
            **more,
        )

    return put


@pytest.fixture(autouse=True)
def _line_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "line", sending.Line())
