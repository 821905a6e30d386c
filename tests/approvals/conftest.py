"""What tests of requests share: a written draft, a sent request, the desk."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from approvals.clock import _measured
from approvals.models import CareRequest
from approvals.requests import begin_request, send_request, today_of
from portal.members.models import Person, User
from tests.claims.conftest import clock as clock
from tests.claims.conftest import private as private
from tests.claims.conftest import still_bell as still_bell
from tests.people import make_staff

Drafted = Callable[..., CareRequest]


def facts(person: Person, now: datetime, **said: Any) -> dict[str, Any]:
    """A stay in hospital in a month, with all that must be said."""
    first = today_of(person, now) + timedelta(days=30)
    return {
        "kind": "hospital",
        "provider_name": "Riverside Hospital",
        "provider_city": "Nairobi",
        "provider_country": "KE",
        "from_on": first,
        "until_on": first + timedelta(days=3),
        "diagnosis": "Gallstones",
        "treatment": "Removal of the gallbladder",
        **said,
    }


def planned_care(person: Person, now: datetime, **said: Any) -> CareRequest:
    """A sent request about somebody with an account."""
    assert person.user
    said_of_it = facts(person, now, **said)
    draft = begin_request(form_key=uuid4(), person=person, language="en", by=person.user, now=now, **said_of_it)
    return send_request(request_id=draft.pk, checked=draft.changed_at, by=person.user, now=now)


@pytest.fixture(autouse=True)
def _measured_anew() -> None:
    _measured.cache_clear()


@pytest.fixture
def drafted(ana: Person, now: datetime) -> Drafted:
    """A draft of Ana's, about herself unless told."""

    def make(**said: Any) -> CareRequest:
        person, at = said.pop("person", ana), said.pop("at", now)
        by: User = said.pop("by", None) or ana.user
        known = facts(person, at, **said)
        return begin_request(form_key=uuid4(), person=person, language="en", by=by, now=at, **known)

    return make


@pytest.fixture
def sent(drafted: Drafted, now: datetime) -> Drafted:
    """A sent request."""

    def make(**said: Any) -> CareRequest:
        at = said.get("at", now)
        draft = drafted(**said)
        return send_request(request_id=draft.pk, checked=draft.changed_at, by=draft.asked_by, now=at)

    return make


@pytest.fixture
def officer(db: None) -> User:
    """Somebody of the guarantee desk."""
    return make_staff("guarantees", "guarantee desk")
