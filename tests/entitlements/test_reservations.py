"""Reservations: counted like what was paid, shown apart from it, free again when they fall away."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portal.benefits.plans import load_plan
from portal.benefits.usage import UsageEntry
from portal.entitlements.balances import Account
from portal.entitlements.changes import reservation_released
from portal.entitlements.ledger import last_entry, usage_of
from portal.entitlements.locking import locked_families
from portal.entitlements.memory import Need, recall, years_of
from portal.entitlements.models import UsageRecord
from portal.entitlements.reservations import release, reserve
from portal.entitlements.standing import read_standing
from portal.entitlements.year import family_year
from portal.members.models import Person
from tests.entitlements.conftest import Uses

DAY = date(2026, 11, 20)
PLAN = load_plan("un-mip-2018-07")
Reserves = Callable[..., UUID]
pytestmark = pytest.mark.usefixtures("figures")


@pytest.fixture
def reserves(db: None, now: datetime) -> Reserves:
    """`reserves(ana, "dental_major", "300.00", DENTAL_ORDINARY=1)`: the key of the guarantee that holds it."""

    def hold(person: Person, benefit: str, amount: str, on: date = DAY, **takes: int) -> UUID:
        guarantee = uuid4()
        entry = UsageEntry(str(person.pk), benefit, on, 1, Decimal(amount), Decimal("60.00"), takes)
        with transaction.atomic():
            family = locked_families([person.family_id])[person.family_id]
            reserve(family=family, guarantee=guarantee, entries=[(uuid4(), entry)], now=now)
        return guarantee

    return hold


def fall_away(guarantee: UUID, person: Person, now: datetime) -> bool:
    with transaction.atomic():
        return release(family=person.family, guarantee=guarantee, now=now)


def test_it_counts_for_whoever_asks_the_ledger(ana: Person, uses: Uses, reserves: Reserves) -> None:
    uses(ana, "dental_ordinary", date(2026, 3, 1), "400.00", "100.00", DENTAL_ORDINARY=1)
    reserves(ana, "dental_major", "300.00", DENTAL_ORDINARY=1)
    used, last = usage_of(ana.family, plan=PLAN, years={2026})
    assert (used.paid(str(ana.pk), 2026), last) == (700, 2)
    need = Need(PLAN, "USD", frozenset({ana.pk}), frozenset({"dental_ordinary"}), frozenset({2026}))
    entries = recall({ana.family_id: need})[ana.family_id]
    assert sum(entry.reimbursed for entry in entries) == 700


def test_nobody_has_borne_anything_of_it(ana: Person, uses: Uses, reserves: Reserves) -> None:
    uses(ana, "dental_ordinary", date(2026, 3, 1), "400.00", "100.00", DENTAL_ORDINARY=1)
    reserves(ana, "dental_major", "300.00", DENTAL_ORDINARY=1)
    (year,) = years_of(ana.family)[2026]
    assert (year.reimbursed, year.counted) == (Decimal("400.00"), Decimal("100.00"))
    decision = family_year(read_standing(ana.family, DAY)).decision
    assert decision.out_of_pocket == Decimal("100.00")
    assert decision.people[0].reimbursed == Decimal("400.00")


def test_balances_tell_it_apart(ana: Person, uses: Uses, reserves: Reserves) -> None:
    uses(ana, "dental_ordinary", date(2026, 3, 1), "400.00", DENTAL_ORDINARY=1)
    reserves(ana, "dental_major", "300.00", DENTAL_ORDINARY=1)
    account = Account(read_standing(ana.family, DAY), str(ana.pk))
    (dental,) = account.balances("dental_major")
    assert (dental.amount_left, dental.amount_reserved) == (Decimal("300.00"), Decimal("300.00"))
    overall = account.overall()
    assert overall.total is not None
    assert (overall.left, overall.reserved) == (overall.total - 700, Decimal("300.00"))


def test_units_and_windows_are_held_too(ana: Person, reserves: Reserves) -> None:
    reserves(ana, "lenses", "60.00", LENSES=1)
    (lenses, *_rest) = [
        one
        for one in Account(read_standing(ana.family, DAY), str(ana.pk)).balances("lenses")
        if one.allowance.key == "LENSES"
    ]
    assert (lenses.units_left, lenses.units_reserved) == (1, 1)


@pytest.mark.usefixtures("clock")
def test_pages_say_it(ana: Person, ana_client: Client, reserves: Reserves) -> None:
    reserves(ana, "dental_major", "300.00", DENTAL_ORDINARY=1)
    for address in (reverse("entitlements:left"), reverse("entitlements:benefit", args=["dental_major"])):
        shown = ana_client.get(address).content.decode().replace("\xa0", " ")
        assert '<bdi class="money">300.00 USD</bdi> are reserved for a guarantee of payment' in shown
        assert '700.00 USD</bdi> of <bdi class="money">1,000.00 USD</bdi> left' in shown


def test_it_falls_away_once_and_says_so(ana: Person, reserves: Reserves, now: datetime) -> None:
    told = list[UUID]()

    def hear(family_id: UUID, **_rest: object) -> None:
        told.append(family_id)

    reservation_released.connect(hear)
    guarantee = reserves(ana, "dental_major", "300.00", DENTAL_ORDINARY=1)
    assert [fall_away(guarantee, ana, now) for _time in range(2)] == [True, False]
    assert told == [ana.family_id]
    assert usage_of(ana.family, plan=PLAN, years={2026})[0].paid(str(ana.pk), 2026) == 0
    assert last_entry(ana.family) == 2
    before, _last = usage_of(ana.family, plan=PLAN, years={2026}, until=1)
    assert before.paid(str(ana.pk), 2026) == 300, "a decision is taken again from the ledger of its day"
    assert set(UsageRecord.objects.values_list("is_reserved", flat=True)) == {True}


def test_nothing_is_edited_after_the_new_column(ana: Person, reserves: Reserves) -> None:
    reserves(ana, "dental_major", "300.00", DENTAL_ORDINARY=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        UsageRecord.objects.update(is_reserved=False)


def test_lines_that_get_nothing_hold_nothing(ana: Person, reserves: Reserves) -> None:
    reserves(ana, "dental_major", "0.00", DENTAL_ORDINARY=1)
    assert not UsageRecord.objects.exists()
