"""What tests of guarantees share: planned care, an offer, an issued guarantee."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from approvals.guarantees.issuing import issue
from approvals.guarantees.models import Guarantee
from approvals.guarantees.planned import Planned, PlannedLine
from approvals.guarantees.writing import Offer
from approvals.models import CareRequest
from portal.members.models import Person, User
from tests.approvals.conftest import _measured_anew as _measured_anew
from tests.approvals.conftest import clock as clock
from tests.approvals.conftest import drafted as drafted
from tests.approvals.conftest import officer as officer
from tests.approvals.conftest import private as private
from tests.approvals.conftest import sent as sent
from tests.approvals.conftest import still_bell as still_bell
from tests.entitlements.conftest import figures as figures
from tests.people import make_staff

Issued = Callable[..., Guarantee]
Sent = Callable[..., CareRequest]


def line(**said: Any) -> PlannedLine:
    """A doctor's care of which the plan pays 80 percent, 1,500 dollars in Kenya in a month, unless told otherwise."""
    facts: dict[str, Any] = {
        "benefit": "gp_consultation",
        "quantity": 1,
        "charged": Decimal(1500),
        "currency": "USD",
        "country": "KE",
        "from_on": date(2026, 12, 20),
    }
    return PlannedLine(**{**facts, **said})


def planned(person: Person, *lines: PlannedLine, **said: Any) -> Planned:
    return Planned(person, lines or (line(),), **said)


def offer(**said: Any) -> Offer:
    facts: dict[str, Any] = {
        "valid_from": date(2026, 12, 1),
        "valid_until": date(2026, 12, 31),
        "provider_name": "Riverside Hospital",
        "provider_country": "KE",
        "provider_email": "guarantees@riverside.example",
    }
    return Offer(**{**facts, **said})


@pytest.fixture
def second(db: None) -> User:
    """Another officer of the desk."""
    return make_staff("guarantees2", "guarantee desk")


@pytest.fixture
def issued(sent: Sent, ana: Person, officer: User, now: datetime, figures: None) -> Issued:
    """A guarantee of Ana's that holds."""

    def make(*lines: PlannedLine, **said: Any) -> Guarantee:
        care = said.pop("care", None) or sent(kind="day_surgery")
        terms = {name: said.pop(name) for name in ("valid_from", "valid_until", "provider_email") if name in said}
        return issue(
            request_id=care.pk,
            planned=planned(ana, *lines, is_emergency=said.pop("is_emergency", False)),
            offer=offer(**terms),
            by=said.pop("by", officer),
            now=said.pop("now", now),
            **said,
        )

    return make


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(hours=1)
