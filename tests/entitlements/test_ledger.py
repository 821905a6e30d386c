"""The ledger only grows: what was used is reversed by new entries, and reads the same whatever the history."""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from portal.benefits.plans import load_plan
from portal.entitlements.ledger import entries_of, last_entry, reverse_usage, usage_of
from portal.entitlements.models import UsageRecord
from portal.members.models import Person
from tests.entitlements.conftest import Uses

PLAN = load_plan("un-mip-2018-07")


def test_what_a_settlement_used_is_taken_back(ana: Person, uses: Uses, now: datetime) -> None:
    wrong = uses(ana, "dental_ordinary", date(2026, 3, 1), "400.00", DENTAL_ORDINARY=1)
    uses(ana, "dental_ordinary", date(2026, 4, 1), "80.00", DENTAL_ORDINARY=1)
    last = reverse_usage(settlement=wrong, family=ana.family, after=last_entry(ana.family), now=now)
    assert last == last_entry(ana.family) == 3
    used, _last = usage_of(ana.family, plan=PLAN, years={2026})
    assert used.paid(str(ana.pk), 2026) == 80
    assert used.track(str(ana.pk), "DENTAL_ORDINARY").amount_in(2026) == 80
    before, _last = usage_of(ana.family, plan=PLAN, years={2026}, until=2)
    assert before.paid(str(ana.pk), 2026) == 480, "a decision is taken again from the ledger of its day"
    assert UsageRecord.objects.aggregate(Sum("reimbursed"))["reimbursed__sum"] == Decimal(80)


def test_taking_back_twice_takes_back_once(ana: Person, uses: Uses, now: datetime) -> None:
    wrong = uses(ana, "lenses", date(2026, 3, 1), "60.00", LENSES=2)
    for _time in range(2):
        reverse_usage(settlement=wrong, family=ana.family, after=last_entry(ana.family), now=now)
    assert UsageRecord.objects.count() == 2
    again = UsageRecord.objects.exclude(reverses=None).get()
    again.pk, again.sequence = uuid4(), 9
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_another_family_is_left_alone(ana: Person, stranger: Person, uses: Uses, now: datetime) -> None:
    theirs = uses(stranger, "lenses", date(2026, 3, 1), "60.00", LENSES=2)
    assert reverse_usage(settlement=theirs, family=ana.family, after=0, now=now) == 0
    assert entries_of(stranger.family, plan=PLAN, years={2026})


def test_nothing_is_edited_or_removed(ana: Person, uses: Uses) -> None:
    uses(ana, "lenses", date(2026, 3, 1), "60.00", LENSES=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        UsageRecord.objects.update(reimbursed=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        UsageRecord.objects.all().delete()


def test_one_question_whatever_the_history(ana: Person, uses: Uses) -> None:
    for year in (2022, 2023, 2024, 2025, 2026):
        uses(ana, "frames", date(year, 6, 1), "40.00", FRAMES=1)
        uses(ana, "gp_consultation", date(year, 6, 1), "40.00")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        entries = entries_of(ana.family, plan=PLAN, years={2026})
    assert len(asked) == 1
    assert len(entries) == 6, "frames are remembered, visits of other years are not"
