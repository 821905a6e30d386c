"""The consultant's desk: what waits, her decision on a request, who may decide, and two who decide at once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals.consulting.waiting import waiting
from approvals.decisions import (
    DecidedMeanwhile,
    NotAConsultant,
    OwnFamily,
    RefusedWithLimits,
    UnitsUncounted,
    decide_approval,
    newest,
)
from approvals.handling import ask_member
from approvals.models import CareRequest, PriorApproval
from portal.members.models import AuditEntry, Person
from tests.people import make_staff

Make = Callable[..., Any]
FACTS: dict[str, Any] = {
    "benefit": "hosp_bed_semi_private",
    "outcome": PriorApproval.Outcome.APPROVED,
    "from_on": date(2026, 12, 21),
    "until_on": date(2026, 12, 31),
}
TYPED = {
    "seen": "",
    "outcome": "partly",
    "benefit": "mri_pet_ct_outpatient",
    "from_on": "2026-12-21",
    "until_on": "2027-01-31",
    "units": "2",
    "unit": "items",
    "limit_amount": "500",
    "limit_currency": "USD",
    "reasons": "Two scans are enough.",
}


@pytest.fixture
def scan(sent: Make) -> CareRequest:
    """A request that needs approval and no guarantee."""
    care: CareRequest = sent(kind="imaging")
    return care


def decide(client: Client, care: CareRequest, **typed: str) -> Any:
    return client.post(reverse("consultant:decide", args=[care.pk]), {**TYPED, **typed})


def test_the_decision_answers_the_request(staff_client: Make, scan: CareRequest) -> None:
    client = staff_client("medical consultant")
    page = client.get(reverse("admin:approvals_carerequest_change", args=[scan.pk])).content.decode()
    assert "MRI, PET or CT scan without a stay" in page
    assert 'name="reasons"' in page
    assert decide(client, scan).status_code == 302
    approval = scan.approvals.get()
    assert (approval.is_partly, approval.units, approval.unit, approval.limit_amount) == (True, 2, "items", 500)
    assert (approval.language, approval.is_afterwards) == ("en", False)
    scan.refresh_from_db()
    assert scan.state == CareRequest.State.ANSWERED
    assert AuditEntry.objects.get(act="approval.approved").detail == {"partly": 1}


def test_one_that_asks_for_a_guarantee_too_stays_open(staff_client: Make, sent: Make) -> None:
    care = sent()
    assert decide(staff_client("medical consultant"), care, benefit="hosp_bed_semi_private").status_code == 302
    care.refresh_from_db()
    assert care.state == CareRequest.State.SENT


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reasons": " "}, "reasons"),
        ({"unit": ""}, "unit"),
        ({"units": "0"}, "units"),
        ({"limit_currency": ""}, "limit_currency"),
        ({"outcome": "refused"}, "outcome"),
        ({"until_on": "2026-12-01"}, "until_on"),
        ({"benefit": "moon_trip"}, "benefit"),
        ({"from_on": "soon"}, "from_on"),
    ],
)
def test_a_wrong_form_says_so_and_changes_nothing(
    staff_client: Make, scan: CareRequest, wrong: dict[str, str], field: str
) -> None:
    answer = decide(staff_client("medical consultant"), scan, **wrong)
    assert answer.status_code == 422
    assert f'id="decision_{field}"' in answer.content.decode()
    assert "desk-errors" in answer.content.decode()
    assert not PriorApproval.objects.exists()


def test_the_second_of_two_consultants_is_told(staff_client: Make, scan: CareRequest) -> None:
    first, second = staff_client("medical consultant"), staff_client("medical consultant", reference="second")
    assert decide(first, scan).status_code == 302
    answer = decide(second, scan, outcome="approved")
    assert "decided on" in second.get(answer.headers["Location"]).content.decode()
    assert PriorApproval.objects.count() == 1


def test_what_was_seen_must_be_the_newest(ana: Person, now: datetime) -> None:
    doctor = make_staff("doctor", "medical consultant")
    first = decide_approval(person=ana, **FACTS, seen=None, by=doctor, now=now)
    with pytest.raises(DecidedMeanwhile, match="doctor"):
        decide_approval(person=ana, **FACTS, seen=None, by=doctor, now=now)
    decide_approval(person=ana, **FACTS, seen=first.pk, by=doctor, now=now + timedelta(minutes=1))
    assert newest(ana) != first


@pytest.mark.parametrize("role", ["assessor", "guarantee desk", "auditor"])
def test_only_a_consultant_decides(ana: Person, now: datetime, role: str) -> None:
    with pytest.raises(NotAConsultant):
        decide_approval(person=ana, **FACTS, by=make_staff("other", role), now=now)
    with pytest.raises(NotAConsultant):
        decide_approval(person=ana, **FACTS, by=make_staff("boss", is_superuser=True), now=now)


def test_never_for_the_own_family(ana: Person, ben: Person, now: datetime) -> None:
    doctor = make_staff("doctor", "medical consultant")
    Person.objects.filter(pk=ben.pk).update(user=doctor)
    with pytest.raises(OwnFamily):
        decide_approval(person=ana, **FACTS, by=doctor, now=now)


def test_limits_that_contradict_themselves(ana: Person, now: datetime) -> None:
    doctor = make_staff("doctor", "medical consultant")
    with pytest.raises(UnitsUncounted):
        decide_approval(person=ana, **FACTS, units=3, by=doctor, now=now)
    refused = {**FACTS, "outcome": PriorApproval.Outcome.REFUSED, "reasons": "No."}
    with pytest.raises(RefusedWithLimits):
        decide_approval(person=ana, **refused, units=3, unit="days", by=doctor, now=now)


def test_care_that_had_begun_is_marked(ana: Person, now: datetime) -> None:
    begun = {**FACTS, "from_on": now.date() - timedelta(days=3)}
    approval = decide_approval(person=ana, **begun, by=make_staff("doctor", "medical consultant"), now=now)
    assert approval.is_afterwards


def test_emergencies_first_and_what_stands_last(
    staff_client: Make, sent: Make, scan: CareRequest, officer: Any, now: datetime
) -> None:
    urgent = sent(is_emergency=True, from_on=now.date())
    standing = sent(kind="imaging")
    ask_member(request_id=standing.pk, words="Please send the report.", by=officer, now=now)
    rows = waiting(now=now)
    assert [row.number for row in rows] == [urgent.number, scan.number, standing.number]
    assert rows[-1].stands
    page = staff_client("medical consultant").get(reverse("consultant:queue"), {"show": "emergency"}).content.decode()
    assert urgent.number in page
    assert scan.number not in page
    everything = staff_client("medical consultant", reference="second").get(reverse("consultant:queue"))
    assert "An MRI, PET or CT scan" in everything.content.decode()  # where nobody has named a benefit
    desk = staff_client("medical consultant", reference="third").get(reverse("admin:index")).content.decode()
    assert f'href="{reverse("consultant:queue")}"' in desk
    assert reverse("consultant:queue") not in staff_client("finance").get(reverse("admin:index")).content.decode()
