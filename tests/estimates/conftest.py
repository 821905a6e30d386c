"""A sent request of Ana's, a link to its hospital, and what the hospital types."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals.estimates.links import make_link, open_link
from approvals.estimates.models import CostEstimate, EstimateLink
from approvals.estimates.receiving import receive_estimate
from approvals.models import CareRequest
from tests.approvals.conftest import _measured_anew as _measured_anew
from tests.approvals.conftest import drafted as drafted
from tests.approvals.conftest import officer as officer
from tests.approvals.conftest import sent as sent
from tests.claims.conftest import clock as clock
from tests.claims.conftest import private as private
from tests.claims.conftest import still_bell as still_bell

Made = tuple[EstimateLink, str]
FIRST = date(2026, 12, 20)
FACTS: dict[str, Any] = {
    "country": "KE",
    "currency": "KES",
    "from_on": FIRST,
    "until_on": date(2026, 12, 23),
    "room": "private",
    "nights": 3,
    "private_rate": Decimal(20000),
    "semi_private_rate": Decimal(12000),
    "contact_name": "Joy Mwangi",
    "contact_phone": "+254 20 1234567",
    "contact_email": "billing@riverside.example",
    "remarks": "",
}
LINES = [
    {"benefit": "hosp_doctor_fee", "words": "Surgeon", "quantity": 1, "unit_price": Decimal(90000)},
    {"benefit": "", "words": "Special mesh", "quantity": 2, "unit_price": Decimal(5000)},
]


def typed(**changed: str) -> dict[str, str]:
    """The page as a hospital fills it in: three nights, a surgeon, two meshes; 3 x 20,000 + 90,000 + 2 x 5,000."""
    plain = {
        **{f"from_on_{part}": value for part, value in (("day", "20"), ("month", "12"), ("year", "2026"))},
        **{f"until_on_{part}": value for part, value in (("day", "23"), ("month", "12"), ("year", "2026"))},
        "country": "KE",
        "currency": "KES",
        "room": "private",
        "nights": "3",
        "private_rate": "20,000.00",
        "semi_private_rate": "12000",
        "contact_name": "Joy Mwangi",
        "contact_phone": "+254 20 1234567",
        "contact_email": "billing@riverside.example",
        "line-TOTAL_FORMS": "2",
        "line-INITIAL_FORMS": "0",
        "line-0-benefit": "hosp_doctor_fee",
        "line-0-words": "Surgeon",
        "line-0-quantity": "1",
        "line-0-unit_price": "90000",
        "line-1-benefit": "other",
        "line-1-words": "Special mesh",
        "line-1-quantity": "2",
        "line-1-unit_price": "5000",
    }
    return {**plain, **changed}


@pytest.fixture
def care(sent: Callable[..., CareRequest]) -> CareRequest:
    """Ana's stay in hospital, from 20 to 23 December 2026."""
    return sent(room="private")


@pytest.fixture
def asked(care: CareRequest, now: Any) -> Callable[..., Made]:
    """`asked()`: a link to the hospital, and its token."""

    def make(**said: Any) -> Made:
        facts = {"request_id": care.pk, "provider_name": "Riverside Hospital", "language": "en"}
        return make_link(**{**facts, "by": care.asked_by, "now": now, **said})

    return make


@pytest.fixture
def filled(asked: Callable[..., Made], now: Any) -> Callable[..., CostEstimate]:
    """`filled()`: an estimate received by a link of its own."""

    def make(at: Any = now, facts: Any = FACTS, lines: Any = LINES, **said: Any) -> CostEstimate:
        link, _token = asked(**said)
        draft = open_link(link_id=link.pk, now=at)
        seen = draft.changed_at
        return receive_estimate(estimate_id=draft.pk, checked=seen, facts=facts, lines=lines, language="en", now=at)

    return make


def page(token: str, name: str = "fill") -> str:
    """One of the provider's addresses."""
    return reverse(f"estimates:{name}", args=[token])


def begun(token: str) -> Client:
    """A provider's browser that has begun."""
    client = Client()
    client.post(page(token))
    return client
