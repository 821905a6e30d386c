"""How guarantees end, and that nothing is held then."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from approvals.guarantees import refusals
from approvals.guarantees.ending import expire, expire_all, revoke, use_guarantee
from approvals.guarantees.issuing import issue
from approvals.guarantees.models import Guarantee
from portal.entitlements.models import UsageRecord
from portal.members.models import AuditEntry, Person, User
from portal.work.models import Job
from tests.guarantees.conftest import Issued, offer, planned

pytestmark = pytest.mark.usefixtures("still_bell")
State = Guarantee.State


def held() -> Decimal:
    return sum(UsageRecord.objects.values_list("reimbursed", flat=True), Decimal(0))


def test_revoked_with_reasons(issued: Issued, officer: User, now: datetime) -> None:
    guarantee = issued()
    with pytest.raises(refusals.ReasonsMissing):
        revoke(guarantee_id=guarantee.pk, reasons=" ", by=officer, now=now)
    revoked = revoke(guarantee_id=guarantee.pk, reasons="The operation was called off.", by=officer, now=now)
    assert (revoked.state, held(), revoked.still_guaranteed) == (State.REVOKED, 0, 0)
    assert Job.objects.filter(kind="guarantees.tell_end", key=guarantee.pk).exists()
    with pytest.raises(refusals.NotHolding):
        revoke(guarantee_id=guarantee.pk, reasons="Again.", by=officer, now=now)
    assert AuditEntry.objects.filter(act="guarantee.revoked").count() == 1


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        (datetime(2026, 12, 31, 20, 59, tzinfo=UTC), False),  # 23:59 in Nairobi, the last day
        (datetime(2026, 12, 31, 21, 1, tzinfo=UTC), True),  # the next day there
    ],
)
def test_it_expires_when_the_day_is_over_where_the_family_lives(issued: Issued, moment: datetime, ends: bool) -> None:
    guarantee = issued()
    assert expire(guarantee_id=guarantee.pk, now=moment) is ends
    guarantee.refresh_from_db()
    assert (guarantee.state, held()) == ((State.EXPIRED, 0) if ends else (State.ISSUED, 1200))
    assert expire(guarantee_id=guarantee.pk, now=moment) is False, "once is enough"


def test_the_work_list_knows_the_moment(issued: Issued) -> None:
    guarantee = issued()
    job = Job.objects.get(kind="guarantees.expire", key=guarantee.pk)
    assert job.due_at == datetime(2027, 1, 1, 12, tzinfo=UTC)


def test_what_the_work_list_missed_is_swept(issued: Issued) -> None:
    guarantee = issued()
    assert expire_all(now=datetime(2026, 12, 31, 12, tzinfo=UTC)) == 0
    assert expire_all(now=datetime(2027, 1, 2, 3, tzinfo=UTC)) == 1
    guarantee.refresh_from_db()
    assert (guarantee.state, held()) == (State.EXPIRED, 0)


def test_used_by_the_invoice_once(issued: Issued, officer: User, now: datetime) -> None:
    guarantee = issued()
    assert use_guarantee(guarantee_id=guarantee.pk, by=officer, now=now).state == State.USED
    assert held() == 0
    with pytest.raises(refusals.NotHolding):
        use_guarantee(guarantee_id=guarantee.pk, by=officer, now=now)


def test_after_the_end_it_can_be_issued_anew(issued: Issued, ana: Person, officer: User, now: datetime) -> None:
    first = issued()
    expire(guarantee_id=first.pk, now=datetime(2027, 1, 2, tzinfo=UTC))
    again = issue(
        request_id=first.request_id,
        planned=planned(ana),
        offer=offer(valid_until=date(2027, 1, 31)),
        newest=first.pk,
        by=officer,
        now=now + timedelta(days=45),
    )
    assert (again.state, again.version, again.replaces) == (State.ISSUED, 2, None)
