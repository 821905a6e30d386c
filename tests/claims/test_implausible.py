"""Amounts nobody pays: a person looks at them, and no page breaks over them."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from claims.adjudication import settle
from claims.models import Claim
from claims.notes import write_note
from tests.claims.conftest import line
from tests.claims.pages import page

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Sent = Callable[..., Claim]


@pytest.mark.parametrize(
    ("amount", "currency", "count"), [("99999999999.99", "USD", 1), ("99999999999.99", "USD", 3), ("9e10", "EUR", 2)]
)
def test_a_fortune_goes_to_a_person(
    amount: str, currency: str, count: int, sent: Sent, ana_client: Client, now: datetime
) -> None:
    claim = sent(*[line(charged=Decimal(amount), currency=currency)] * count)
    decision = settle(claim_id=claim.pk, now=now)
    assert decision
    assert {result["problem"] for result in decision.result.values()} == {"amount_implausible"}
    claim.refresh_from_db()
    assert (claim.state, claim.settlements.count()) == (Claim.State.IN_REVIEW, 0)
    for address in (reverse("home"), reverse("claims:history"), page("status", claim)):
        assert ana_client.get(address).status_code == 200


def test_many_small_notes_are_an_ordinary_bill(sent: Sent, now: datetime) -> None:
    claim = sent(line(charged=Decimal("125000"), currency="KES"))
    settle(claim_id=claim.pk, now=now)
    assert claim.settlements.get().charged == 1_000


def test_next_to_nothing_is_settled_with_nothing(sent: Sent, ana_client: Client, now: datetime) -> None:
    claim = sent(line(charged=Decimal("0.01"), currency="KES"))
    settle(claim_id=claim.pk, now=now)
    settlement = claim.settlements.get()
    assert (settlement.charged, settlement.reimbursed) == (0, 0)
    assert write_note(settlement_id=settlement.pk, now=now).bytes > 1000
    assert ana_client.get(page("status", claim)).status_code == 200
