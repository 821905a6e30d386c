"""Approvals and claims: what was used, what remains, what goes beyond goes to a person, and what waits for her."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from approvals.consulting.waiting import Kind, waiting
from approvals.decisions import decide_approval
from approvals.models import PriorApproval
from approvals.using import Used, used_of
from claims.adjudication import settle
from claims.models import Claim, OfficeRules, ReviewReason
from portal.members.models import Person
from tests.claims.conftest import line
from tests.conftest import signed_in
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private", "figures")
Make = Callable[..., Any]
SCAN = "mri_pet_ct_outpatient"


@pytest.fixture(autouse=True)
def _straight_through(db: None, now: datetime) -> None:
    OfficeRules.objects.create(
        straight_through=Decimal(10**6), new_providers=False, duplicates=False, why="x", by=make_staff("boss"), at=now
    )


def approve(person: Person, now: datetime, **facts: Any) -> PriorApproval:
    known: dict[str, Any] = {"from_on": date(2026, 1, 1), "until_on": date(2026, 12, 31), **facts}
    doctor = make_staff(f"doctor-{now:%H%M}", "medical consultant")
    outcome = PriorApproval.Outcome.APPROVED
    return decide_approval(person=person, benefit=SCAN, outcome=outcome, **known, by=doctor, now=now)


def claim(sent: Make, now: datetime, *, at: int = 0, **facts: Any) -> Claim:
    made: Claim = sent(line(benefit=SCAN, **{"charged": Decimal(400), **facts}))
    settle(claim_id=made.pk, now=now + timedelta(minutes=at + 1))
    made.refresh_from_db()
    return made


def used(approval: PriorApproval) -> Used:
    return used_of([approval])[approval.pk]


def codes(made: Claim) -> set[str]:
    return set(ReviewReason.objects.filter(review__claim=made).values_list("code", flat=True))


def test_used_and_left_in_number_and_cost(sent: Make, ana: Person, now: datetime) -> None:
    limits = {"units": 3, "unit": "items", "limit_amount": Decimal(1000), "limit_currency": "USD"}
    approval = approve(ana, now, **limits)
    assert (used(approval).units_left, used(approval).cost_left) == (3, 1000)
    made = claim(sent, now)
    found = used(approval)
    assert made.state == Claim.State.SETTLED
    assert (found.units, found.units_left, found.cost, found.cost_left) == (1, 2, 400, 600)
    assert found.uses[0].words == made.number


def test_beyond_the_number_a_person_looks(sent: Make, ana: Person, now: datetime) -> None:
    approve(ana, now, units=2, unit="items")
    first, second = claim(sent, now, quantity=2), claim(sent, now, at=1)
    assert first.state == Claim.State.SETTLED
    assert second.state == Claim.State.IN_REVIEW
    assert codes(second) == {"beyond"}
    row = next(one for one in waiting(now=now) if one.kind == Kind.CLAIM)
    assert (row.number, row.benefit) == (second.number, SCAN)


def test_beyond_the_cost_a_person_looks(sent: Make, ana: Person, now: datetime) -> None:
    approve(ana, now, limit_amount=Decimal(500), limit_currency="USD")
    assert claim(sent, now, charged=Decimal(700)).settlements.get().reimbursed == 400  # cut to the limit, as before
    assert codes(claim(sent, now, at=1, charged=Decimal(10))) == {"beyond"}


def test_a_later_decision_begins_with_nothing_used(sent: Make, ana: Person, now: datetime) -> None:
    first = approve(ana, now, units=1, unit="items")
    claim(sent, now)
    second = approve(ana, now + timedelta(minutes=30), units=1, unit="items")
    assert (used(first).units_left, used(second).units_left) == (0, 1)


def test_the_member_sees_what_used_it(sent: Make, ana: Person, ben: Person, now: datetime) -> None:
    approval = approve(ana, now, units=3, unit="items")
    made = claim(sent, now)
    client = signed_in(ana.user)
    page = client.get(reverse("prior:approval", args=[approval.pk])).content.decode()
    assert made.number in page
    assert "1 of 3 used" in page
    settlement = reverse("claims:settlement", args=[made.pk, made.settlements.get().pk])
    assert approval.number in client.get(settlement).content.decode()
    assert (
        reverse("prior:approval", args=[approval.pk])
        in client.get(reverse("entitlements:benefit", args=[SCAN])).content.decode()
    )
    assert approval.number not in signed_in(ben.user).get(reverse("prior:list")).content.decode()


def test_a_new_claim_beyond_it_is_warned_of(sent: Make, drafted: Make, ana: Person, now: datetime) -> None:
    approval = approve(ana, now, units=1, unit="items")
    claim(sent, now)
    draft = drafted(line(benefit=SCAN, charged=Decimal(90)))
    page = signed_in(ana.user).get(reverse("claims:check", args=[draft.pk])).content.decode()
    assert "More than was approved" in page
    assert approval.number in page
