"""The desk's pages about figures and the ledger: by role, with old and new on the trail."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from portal.entitlements.models import ExchangeRate, PriceLevel, UsageRecord
from portal.members.models import AuditEntry, Person

Staff = Callable[..., Any]
DESK = "/admin/entitlements/"


@pytest.fixture
def rate(db: None) -> ExchangeRate:
    return ExchangeRate.objects.create(month=date(2026, 11, 1), currency="KES", units_per_usd=Decimal("125"))


def test_a_changed_rate_says_what_it_was(staff_client: Staff, rate: ExchangeRate) -> None:
    client = staff_client("finance")
    typed = {"month": "2026-11-01", "currency": "KES", "units_per_usd": "129.5"}
    answer = client.post(f"{DESK}exchangerate/{rate.pk}/change/", typed)
    assert answer.status_code == 302, answer.context["errors"]
    entry = AuditEntry.objects.get(act="exchangerate.changed")
    assert entry.by == client.user
    assert entry.detail["units_per_usd"] == "125.00000000 → 129.5"


@pytest.mark.parametrize("role", ["assessor", "auditor", "plan analyst"])
def test_other_roles_only_read_rates(staff_client: Staff, rate: ExchangeRate, role: str) -> None:
    client, page = staff_client(role), f"{DESK}exchangerate/{rate.pk}/change/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"month": "2026-11-01", "currency": "KES", "units_per_usd": "1"}).status_code == 403


def test_the_analyst_chooses_the_benefit_by_name(staff_client: Staff) -> None:
    client = staff_client("plan analyst")
    typed = {"country": "KE", "benefit": "gp_consultation", "amount": "48", "currency": "USD", "from_on": "2026-01-01"}
    assert "Visit to a general practitioner" in client.get(f"{DESK}pricelevel/add/").content.decode()
    assert client.post(f"{DESK}pricelevel/add/", typed).status_code == 302
    refused = client.post(f"{DESK}pricelevel/add/", {**typed, "benefit": "moon_trip"})
    assert list(refused.context["adminform"].form.errors) == ["benefit"]
    assert PriceLevel.objects.get().amount == 48
    assert "Visit to a general practitioner" in client.get(f"{DESK}pricelevel/").content.decode()


def test_the_ledger_is_read_and_never_written(staff_client: Staff, ana: Person, now: datetime) -> None:
    entry = UsageRecord.objects.create(
        family=ana.family,
        person=ana,
        line=uuid4(),
        settlement=uuid4(),
        benefit="psychotherapy",
        service_on=date(2026, 11, 2),
        reimbursed=Decimal("70.780"),
        currency="USD",
        facts={},
        sequence=1,
        recorded_at=now,
    )
    client = staff_client("assessor")
    listed = client.get(f"{DESK}usagerecord/").content.decode()
    assert "70.78" in listed
    assert "sychotherapy" not in listed
    assert "Psychotherapy" in client.get(f"{DESK}usagerecord/{entry.pk}/change/").content.decode()
    assert AuditEntry.objects.get(act="usagerecord.read").person == ana.pk
    for page in (f"{entry.pk}/change/", f"{entry.pk}/delete/", "add/"):
        assert (
            staff_client(reference=f"boss-{page[-5:-1]}", is_superuser=True)
            .post(f"{DESK}usagerecord/{page}")
            .status_code
            == 403
        )
