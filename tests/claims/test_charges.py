"""Price levels are proposed from what settled care was billed at."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command

from claims.adjudication import settle
from claims.charges import past_charges
from claims.models import Claim
from portal.entitlements.models import PriceLevel, PriceLevelProposal
from tests.claims.conftest import line

Sent = Callable[..., Claim]


@pytest.fixture
def year(sent: Sent, now: datetime, still_bell: None) -> None:
    """Six visits of 10 to 60 dollars, two at once of 160 in shillings, and one that is not paid."""
    lines = [line(charged=Decimal(price), service_on=date(2026, 10, price // 10)) for price in range(10, 61, 10)]
    lines.append(line(charged=Decimal(160), quantity=2, currency="KES"))
    lines.append(line(benefit="hosp_spa_cure"))
    settle(claim_id=sent(*lines).pk, now=now)


def test_charges_are_told_by_country_care_and_currency(year: None) -> None:
    found = past_charges(since=date(2026, 1, 1))
    assert sorted(found["KE", "gp_consultation", "USD"]) == [10, 20, 30, 40, 50, 60]
    assert found["KE", "gp_consultation", "KES"] == [80]
    assert set(found) == {("KE", "gp_consultation", "USD"), ("KE", "gp_consultation", "KES")}
    assert not past_charges(since=date(2027, 1, 1))


@pytest.mark.usefixtures("clock")
def test_the_command_proposes_and_decides_nothing(year: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("propose_price_levels")
    assert not PriceLevelProposal.objects.exists(), "six charges are too few"
    call_command("propose_price_levels", "--least", "5")
    call_command("propose_price_levels", "--least", "5")
    assert "1 price levels proposed" in capsys.readouterr().out
    proposal = PriceLevelProposal.objects.get()
    assert (proposal.amount, proposal.currency, proposal.charges) == (50, "USD", 6)
    assert not PriceLevel.objects.exists()
