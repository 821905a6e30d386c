"""Proposed price levels: a percentile of past charges, which decides nothing until a person accepted it."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from portal.entitlements.figures import price_levels
from portal.entitlements.models import PriceLevel, PriceLevelProposal
from portal.entitlements.price_proposals import (
    AlreadyDecided,
    LevelExists,
    accept_proposal,
    percentile,
    propose_level,
    refuse_proposal,
)
from portal.members.models import AuditEntry, User
from tests.people import make_staff

pytestmark = pytest.mark.django_db
Propose = Callable[..., PriceLevelProposal]
DESK = "/admin/entitlements/pricelevelproposal/"


def amounts(*values: float | str) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


@pytest.fixture
def analyst() -> User:
    return make_staff("analyst", "plan analyst")


@pytest.fixture
def propose(now: datetime) -> Propose:
    """`propose(40, 50, 60)`: a proposal for a visit in Kenya from those charges."""

    def make(*charges: float, **fields: Any) -> PriceLevelProposal | None:
        facts = {"country": "KE", "benefit": "gp_consultation", "currency": "USD", "percent": 80}
        facts |= {"from_on": date(2026, 12, 1), "by": None, "now": now, **fields}
        return propose_level(amounts=amounts(*charges), **facts)

    return make


@pytest.mark.parametrize(
    ("charges", "percent", "found"),
    [
        ((10, 20, 30, 40, 50), 80, 40),
        ((10, 20, 30, 40, 50), 81, 50),
        ((50, 10), 50, 10),
        ((7,), 1, 7),
        ((7, 9), 100, 9),
    ],
)
def test_percentile_is_one_of_the_charges(charges: tuple[int, ...], percent: int, found: int) -> None:
    assert percentile(amounts(*charges), percent) == found


@pytest.mark.parametrize(("charges", "percent"), [((), 80), ((1,), 0), ((1,), 101)])
def test_no_percentile_of_nothing(charges: tuple[int, ...], percent: int) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(amounts(*charges), percent)


def test_a_proposal_decides_nothing(propose: Propose) -> None:
    proposal = propose(40, 45, 50, 55, 90)
    assert (proposal.amount, proposal.lowest, proposal.highest, proposal.charges) == (55, 40, 90, 5)
    assert not PriceLevel.objects.exists()
    assert not price_levels({"gp_consultation"}, {"KE"})


def test_newer_charges_renew_the_one_that_waits(propose: Propose) -> None:
    propose(40)
    propose(60)
    assert PriceLevelProposal.objects.get().amount == 60
    second = PriceLevelProposal.objects.get()
    second.pk = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)


def test_what_holds_already_is_not_proposed(propose: Propose) -> None:
    PriceLevel.objects.create(
        country="KE", benefit="gp_consultation", amount=50, currency="USD", from_on=date(2026, 1, 1)
    )
    assert propose(50) is None
    assert propose(51) is not None


def test_accepted_it_is_a_level(propose: Propose, analyst: User, now: datetime) -> None:
    proposal = propose(40, 50)
    level = accept_proposal(proposal_id=proposal.pk, by=analyst, now=now)
    proposal.refresh_from_db()
    assert (level.amount, level.from_on, level.until_on) == (50, date(2026, 12, 1), None)
    assert (proposal.state, proposal.decided_by, proposal.level) == ("accepted", analyst, level)
    assert price_levels({"gp_consultation"}, {"KE"})
    assert AuditEntry.objects.get(act="pricelevelproposal.accepted").by == analyst
    for decide in (accept_proposal, refuse_proposal):
        with pytest.raises(AlreadyDecided):
            decide(proposal_id=proposal.pk, by=analyst, now=now)
    assert PriceLevel.objects.count() == 1


def test_refused_it_is_nothing(propose: Propose, analyst: User, now: datetime) -> None:
    refuse_proposal(proposal_id=propose(40, 50).pk, by=analyst, now=now)
    assert not PriceLevel.objects.exists()
    assert propose(70) is not None, "later charges may be proposed again"


def test_a_level_that_came_meanwhile_stays(propose: Propose, analyst: User, now: datetime) -> None:
    proposal = propose(40, 50)
    PriceLevel.objects.create(
        country="KE", benefit="gp_consultation", amount=45, currency="USD", from_on=date(2026, 12, 1)
    )
    with pytest.raises(LevelExists):
        accept_proposal(proposal_id=proposal.pk, by=analyst, now=now)
    proposal.refresh_from_db()
    assert proposal.state == "waiting"


def test_the_desk(propose: Propose, staff_client: Callable[..., Any]) -> None:
    proposal = propose(40, 50)
    chosen = {"_selected_action": [str(proposal.pk)]}
    client = staff_client("plan analyst")
    shown = client.get(DESK).content.decode()
    assert "Visit to a general practitioner" in shown
    assert "Accept: make it a price level" in shown
    assert client.get(f"{DESK}{proposal.pk}/change/").status_code == 200
    assert client.get(f"{DESK}add/").status_code == 403
    assert staff_client("finance").get(DESK).status_code == 403
    client.post(DESK, {**chosen, "action": "accept"})
    assert PriceLevel.objects.get().amount == 50
    assert "decided before" in client.post(DESK, {**chosen, "action": "refuse"}, follow=True).content.decode()


def test_deciding_needs_the_right_to_make_levels(propose: Propose, staff_client: Callable[..., Any]) -> None:
    proposal = propose(40, 50)
    client = staff_client("auditor")
    client.post(DESK, {"_selected_action": [str(proposal.pk)], "action": "accept"})
    assert not PriceLevel.objects.exists()
