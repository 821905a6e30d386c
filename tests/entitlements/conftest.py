"""A family with figures, and a builder of ledger entries."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from portal.benefits.usage import UsageEntry
from portal.entitlements.ledger import last_entry, write_usage
from portal.entitlements.models import ExchangeRate, ReferenceSalary
from portal.members.models import Person

Uses = Callable[..., UUID]


@pytest.fixture
def figures(db: None) -> None:
    """The reference salary of Kenya, 2,000 dollars, and this month's rate of the shilling."""
    ReferenceSalary.objects.create(duty_station="KE", year=2026, amount=Decimal(2000), currency="USD")
    ExchangeRate.objects.create(month=date(2026, 11, 1), currency="KES", units_per_usd=Decimal(125))


@pytest.fixture
def uses(db: None, now: datetime) -> Uses:
    """`uses(ana, "lenses", date(…), "60.00", LENSES=1)`: an entry of the ledger; returns the settlement's id."""

    def use(person: Person, benefit: str, on: date, reimbursed: str, counted: str = "0.00", **takes: Any) -> UUID:
        settlement = uuid4()
        units = max(takes.values(), default=1)
        entry = UsageEntry(str(person.pk), benefit, on, units, Decimal(reimbursed), Decimal(counted), takes)
        after = last_entry(person.family)
        write_usage(family=person.family, settlement=settlement, entries=[(uuid4(), entry)], after=after, now=now)
        return settlement

    return use


@pytest.fixture
def clock(now: datetime) -> Iterator[None]:
    """Pages ask the clock: let it be `now`."""
    with time_machine.travel(now, tick=True):
        yield
