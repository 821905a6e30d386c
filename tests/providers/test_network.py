"""Provider relations: many agreements at once, records to confirm, and members far from a hospital."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from portal.members.models import AuditEntry, Enrolment, Family, Person
from portal.work.jobs import drain
from providers.models import Agreement, City, Provider, ReachReport
from providers.reach import reach

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


REACH = "/admin/providers/provider/reach/"


def counted(desk: Any, now: datetime, minutes: int) -> Any:
    """Have it counted so many minutes later, and what the page shows then."""
    with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
        assert desk.post(f"{REACH}count/").status_code == 302
        drain(now + timedelta(minutes=minutes))
        return desk.get(REACH)


def hospital(name: str, latitude: float, longitude: float, today: date, **more: Any) -> Provider:
    """With direct payment, as the agreement says."""
    place = {"kind": "hospital", "country": "KE", "city": name, "latitude": latitude, "longitude": longitude}
    made = Provider.objects.create(name=name, **place)
    Agreement.objects.create(provider=made, **{"from_on": today - timedelta(days=9), "direct_payment": True, **more})
    return made


def test_who_lives_far_is_counted_and_not_named(staff_client: Staff, ana: Person, today: date, now: datetime) -> None:
    ana.family.country, ana.family.city = "KE", "Nairobi"
    ana.family.save()
    if not ana.enrolments.exists():
        Enrolment.objects.create(person=ana, from_on=today - timedelta(days=900))
    desk = staff_client("provider relations")
    assert desk.get(REACH).context["countries"] == []
    assert desk.get(f"{REACH}table/").headers["Location"] == REACH
    (before,) = counted(desk, now, 1).context["countries"]
    assert (before[1].country, before[1].far_members) == ("KE", 1)
    hospital("Nearly Hill", -1.80, 36.80, today)  # 57 km to the south
    hospital("Dental House", -1.30, 36.80, today, direct_care="dental")
    hospital("Old House", -1.31, 36.80, today, until_on=today - timedelta(days=1))
    hospital("Cash House", -1.32, 36.80, today, direct_payment=False)
    closed = hospital("Closed House", -1.33, 36.80, today)
    Provider.objects.filter(pk=closed.pk).update(closed_on=today)
    (still,) = counted(desk, now, 2).context["countries"]
    assert still[1].far_members == 1
    hospital("Jacaranda Hill", -1.60, 36.80, today, direct_care="in_patient maternity")
    page = counted(desk, now, 3)
    assert page.context["countries"][0][1].far_members == 0
    assert "Otieno" not in page.text
    table = desk.get(f"{REACH}table/")
    assert table.headers["Content-Type"].startswith("text/csv")
    assert "KE,Kenya,1,0,,," in table.text
    assert ReachReport.objects.count() == 3, "what was found out is kept"


def test_it_is_counted_once_at_a_time(staff_client: Staff, now: datetime) -> None:
    desk = staff_client("provider relations")
    for _twice in range(2):
        desk.post(f"{REACH}count/")
    assert ReachReport.objects.count() == 1
    assert "It is being counted" in desk.get(REACH).text
    assert AuditEntry.objects.filter(act="reachreport.asked").count() == 1


def test_every_town_is_looked_at_and_unknown_ones_are_told_apart(today: date) -> None:
    towns = [f"Town {number:04}" for number in range(600)]
    City.objects.bulk_create(
        City(country="KE", key=town.lower(), name=town, latitude=-1.0, longitude=30 + number / 100)
        for number, town in enumerate(towns)
    )
    for number, town in enumerate([*towns, "=Nowhere At All", ""]):
        family = Family.objects.create(reference=f"500/{number:05}", duty_station="KE", country="KE", city=town)
        person = Person.objects.create(
            family=family, relation="participant", given_name="A", family_name="B", born_on=date(1980, 1, 1), sex="F",
            number=0,
        )  # fmt: skip
        Enrolment.objects.create(person=person, from_on=date(2020, 1, 1))
    hospital("Middle", -1.0, 33.0, today)
    (found,) = reach(on=today)
    near = 600 - len(found.far)
    assert (found.members, found.unplaced_members) == (602, 2)
    assert 85 <= near <= 92, "within 50 km each way, a hundredth of a degree apart"
    assert {town.name for town in found.unplaced} == {"=Nowhere At All", ""}
