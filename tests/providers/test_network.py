"""Provider relations: many agreements at once, records to confirm, and members far from a hospital."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from portal.members.models import AuditEntry, Enrolment, Person
from providers.listings import relist_providers
from providers.models import Agreement, Provider

pytestmark = pytest.mark.django_db
Staff = Callable[..., Any]
BULK = "/admin/providers/provider/bulk/"


@pytest.fixture(autouse=True)
def _at_that_time(now: datetime) -> Any:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def hospitals(today: date) -> list[Provider]:
    """Two with an agreement in Kenya, one in Uganda."""
    made = []
    for name, country in (("Jacaranda Hill", "KE"), ("Marula House", "KE"), ("Acacia Rooms", "UG")):
        one = Provider.objects.create(name=name, kind="hospital", country=country, city="Nairobi")
        Agreement.objects.create(provider=one, from_on=today - timedelta(days=90))
        made.append(one)
    return made


def asked(**more: str) -> dict[str, str]:
    return {"act": "direct", "day": "2027-01-01", "country": "KE", **more}


def test_many_agreements_change_only_as_they_were_looked_at(staff_client: Staff, hospitals: list[Provider]) -> None:
    desk = staff_client("provider relations")
    shown = desk.get(BULK, asked())
    assert "2 providers would change" in shown.text
    assert Agreement.objects.count() == 3
    mark = shown.context["preview"].mark
    assert desk.post(BULK, asked(mark="another")).status_code == 422
    assert desk.post(BULK, asked(mark=mark)).status_code == 302
    new = Agreement.objects.filter(direct_payment=True)
    assert {(one.provider.country, one.from_on) for one in new} == {("KE", date(2027, 1, 1))}
    assert set(Agreement.objects.filter(provider__country="KE", direct_payment=False).values_list("until_on")) == {
        (date(2026, 12, 31),)
    }
    assert AuditEntry.objects.filter(act="agreement.changed_in_bulk").count() == 2
    assert desk.post(BULK, asked(mark=mark)).status_code == 422, "it was done"


@pytest.mark.parametrize("wrong", [{"country": ""}, {"day": "2027-13-01"}, {"act": "delete"}, {"country": "XX"}])
def test_what_cannot_be_is_said(staff_client: Staff, hospitals: list[Provider], wrong: dict[str, str]) -> None:
    assert staff_client("provider relations").get(BULK, asked(**wrong)).status_code == 422


def test_records_are_confirmed_with_one_click(staff_client: Staff, hospitals: list[Provider], today: date) -> None:
    desk = staff_client("provider relations")
    one, other, _abroad = hospitals
    Provider.objects.filter(pk=one.pk).update(confirmed_on=today - timedelta(days=400))
    listed = desk.get("/admin/providers/provider/stale/", {"country": "KE"})
    assert listed.context["found"] == [other, one], "never confirmed stands first"
    desk.post(f"/admin/providers/provider/stale/{other.pk}/")
    desk.post(f"/admin/providers/provider/stale/{other.pk}/")
    other.refresh_from_db()
    assert other.confirmed_on == today
    assert AuditEntry.objects.filter(act="provider.confirmed").count() == 1


def test_who_lives_far_is_counted_and_not_named(staff_client: Staff, ana: Person, today: date) -> None:
    ana.family.country, ana.family.city = "KE", "Nairobi"
    ana.family.save()
    if not ana.enrolments.exists():
        Enrolment.objects.create(person=ana, from_on=today - timedelta(days=900))
    desk = staff_client("provider relations")
    page = "/admin/providers/provider/reach/"
    (before,) = desk.get(page).context["countries"]
    assert (before[1].country, before[1].far_members) == ("KE", 1)
    near = Provider.objects.create(
        name="Jacaranda Hill", kind="hospital", country="KE", city="Nairobi", latitude=-1.30, longitude=36.80
    )
    Agreement.objects.create(provider=near, from_on=today - timedelta(days=9), direct_payment=True)
    relist_providers([near.pk], on=today)
    (after,) = desk.get(page).context["countries"]
    assert after[1].far_members == 0
    assert "Otieno" not in desk.get(page).text
