"""Fixtures of contact: Ana's messages, and colleagues of member services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from portal.help import writing
from portal.help.clock import _measured
from portal.help.models import Message
from portal.members.models import Person, User
from tests.claims.conftest import clock as clock
from tests.claims.conftest import private as private
from tests.claims.conftest import still_bell as still_bell
from tests.people import make_staff

Said = Callable[..., Message]


@pytest.fixture(autouse=True)
def _measured_anew() -> None:
    _measured.cache_clear()


@pytest.fixture
def drafted(ana: Person, now: datetime) -> Said:
    """`drafted()`: a new conversation of Ana's, not sent."""

    def draft(person: Person = ana, words: str = "Where is my refund?", **facts: Any) -> Message:
        assert person.user
        told = {"topic": "payment", "language": "en", "form_key": uuid4(), "now": now, **facts}
        return writing.begin(person=person, words=words, by=person.user, **told)

    return draft


@pytest.fixture
def said(drafted: Said, now: datetime, still_bell: None) -> Said:
    """`said()`: a message of Ana's is with us."""

    def send(person: Person | None = None, words: str = "Where is my refund?", **facts: Any) -> Message:
        draft = drafted(words=words, **facts, **({"person": person} if person else {}))
        assert draft.by
        return writing.send(message_id=draft.pk, by=draft.by, now=facts.get("now", now))

    return send


@pytest.fixture
def officer(db: None) -> User:
    """A colleague of member services."""
    return make_staff("officer", "member services")
