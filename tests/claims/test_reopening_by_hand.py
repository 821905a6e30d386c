"""A settled claim decided again by a person: seen first, within her limit, and nothing taken back unsaid."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from claims.adjudication import settle
from claims.looking_again import look_again
from claims.models import Claim, OfficeRules, Settlement
from portal.entitlements.models import ReferenceSalary
from portal.members.models import AuditEntry
from tests.claims.conftest import line
from tests.people import make_staff

Staff = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("clock", "still_bell")
QUEUE = "/admin/claims/claim/queue/"


@pytest.fixture
def settled(sent: Callable[..., Claim], now: datetime) -> Claim:
    """Cut by the ceiling of a year whose salary was told too low: 250 dollars."""
    ReferenceSalary.objects.filter(year=2026).update(amount=Decimal(500))
    claim = sent(line(benefit="dental_ordinary", charged=Decimal(2000)))
    settle(claim_id=claim.pk, now=now)
    return Claim.objects.get(pk=claim.pk)


def address(claim: Claim, act: str = "change") -> str:
    return f"/admin/claims/claim/{claim.pk}/{act}/"


def seen(client: Any, claim: Claim) -> dict[str, str]:
    again = client.get(address(claim), {"again": "1"}).context["again"]
    return {"seen": str(again["seen"]), "amount": str(again["after"])}


def test_a_large_rise_waits_on_the_queue_and_is_decided_by_a_person(
    staff_client: Staff, settled: Claim, now: datetime
) -> None:
    rules: dict[str, Any] = {"straight_through": Decimal(100), "release_limits": {"assessor": "140"}, "why": "x"}
    OfficeRules.objects.create(by=make_staff("analyst"), at=now, **rules)
    ReferenceSalary.objects.filter(year=2026).update(amount=Decimal(800))
    assert look_again(family_id=settled.family_id, now=now) == []
    client = staff_client("assessor")
    assert [one.claim for one in client.get(QUEUE).context["rises"]] == [settled]
    assert "Settled: " in client.get(address(settled), {"again": "1"}).content.decode()
    told = client.post(address(settled, "reopen"), seen(client, settled), follow=True).content.decode()
    assert "Your role decides" in told
    assert settled.settlements.count() == 1
    OfficeRules.objects.create(
        by=make_staff("analyst2"), at=now + timedelta(hours=1), **{**rules, "release_limits": {"assessor": "150"}}
    )
    form = seen(client, settled)
    assert "Replaced" in client.post(address(settled, "reopen"), form, follow=True).content.decode()
    assert settled.settlements.live().get().reimbursed == 400
    entry = AuditEntry.objects.get(act="claim.reopened")
    assert (entry.by, entry.detail) == (client.user, {"takes_back": "false"})
    assert list(client.get(QUEUE).context["rises"]) == []
    again = client.post(address(settled, "reopen"), form, follow=True).content.decode()
    assert "has changed since you saw it" in again


def test_less_is_paid_only_when_she_says_that_she_means_it(staff_client: Staff, settled: Claim) -> None:
    client = staff_client("assessor")
    assert "the same comes out" in client.get(address(settled), {"again": "1"}).content.decode()
    ReferenceSalary.objects.filter(year=2026).update(amount=Decimal(300))
    form = seen(client, settled)
    assert "Nothing is taken back unless you say so" in client.get(address(settled), {"again": "1"}).content.decode()
    assert "Say that you mean it" in client.post(address(settled, "reopen"), form, follow=True).content.decode()
    assert Settlement.objects.live().get().reimbursed == 250
    client.post(address(settled, "reopen"), {**form, "takes_back": "yes"})
    assert Settlement.objects.live().get().reimbursed == 150
    assert AuditEntry.objects.get(act="settlement.replaced").by == client.user


@pytest.mark.parametrize("role", ["auditor", "medical consultant", "member services", "finance"])
def test_who_may_not_release_reopens_nothing(staff_client: Staff, settled: Claim, role: str) -> None:
    client = staff_client(role)
    form = {"seen": str(settled.settlements.get().pk), "amount": "250"}
    assert client.post(address(settled, "reopen"), form).status_code == 404
    assert "What would come out today?" not in client.get(address(settled)).content.decode()


def test_what_is_late_has_a_filter_of_its_own(staff_client: Staff, sent: Callable[..., Claim], now: datetime) -> None:
    claim = sent(line(benefit="mri_pet_ct_outpatient", charged=Decimal(400)))
    settle(claim_id=claim.pk, now=now - timedelta(days=6))
    other = sent(line(benefit="mri_pet_ct_outpatient", charged=Decimal(500)))
    settle(claim_id=other.pk, now=now)
    page = staff_client("assessor").get(QUEUE, {"show": "late"})
    assert [row.review.claim for row in page.context["rows"]] == [claim]
    assert {one.key: one.count for one in page.context["filters"]}["late"] == 1
