"""Short forms of their own: told at once what the plan says, with the papers it asks for, and nothing sent without."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from approvals.models import CareRequest, RequestDocument
from approvals.refusals import PapersMissing
from approvals.requests import send_request
from approvals.special import papers_missing
from portal.members.models import Enrolment, Person
from tests.claims.conftest import photo
from tests.conftest import signed_in

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")
Make = Callable[..., Any]
DAYS = {"from_on": "2026-12-21", "until_on": "", "diagnosis": "Back pain", "treatment": "Exercises"}
PHYSIO = {**DAYS, "sessions": "20", "prescribed_on": "2026-11-10"}
DENTAL = {**DAYS, "teeth": "16; 26", "materials": "Ceramic crown", "estimated": "900", "currency": "USD"}
EYES = {**DAYS, "eyes": ["left"], "values_left": "-4.25 / -0.75", "values_right": "", "measured_on": "2026-11-01"}


def send(care: CareRequest, typed: dict[str, Any], *papers: str) -> Any:
    files = {f"paper_{key}": photo(f"{key}.jpg") for key in papers}
    assert care.asked_by
    return signed_in(care.asked_by).post(reverse("prior:short", args=[care.pk]), {**typed, **files})


def test_the_way_leads_to_the_short_form(drafted: Make, ana: Person) -> None:
    care = drafted(kind="physio")
    answer = signed_in(ana.user).get(reverse("approvals:care", args=[care.pk]))
    assert answer.headers["Location"] == reverse("prior:short", args=[care.pk])
    page = signed_in(ana.user).get(answer.headers["Location"]).content.decode()
    assert "Approval is needed beyond 60 in a calendar year" in page


def test_other_care_has_no_short_form(drafted: Make, ana: Person) -> None:
    care = drafted()
    answer = signed_in(ana.user).get(reverse("prior:short", args=[care.pk]))
    assert answer.headers["Location"] == reverse("approvals:care", args=[care.pk])


def test_physiotherapy_with_its_papers(drafted: Make, now: Any) -> None:
    care = drafted(kind="physio")
    answer = send(care, PHYSIO, "prescription", "report")
    assert answer.status_code == 302, answer.context["form"].errors
    care.refresh_from_db()
    assert care.said == {"sessions": 20, "prescribed_on": "2026-11-10"}
    assert set(RequestDocument.objects.values_list("purpose", flat=True)) == {"prescription", "report"}
    assert papers_missing(care) == []
    sent = send_request(request_id=care.pk, checked=care.changed_at, by=care.asked_by, now=now)
    assert sent.needs == CareRequest.Needs.APPROVAL
    assert "20" in signed_in(care.asked_by).get(reverse("approvals:request", args=[care.pk])).content.decode()


def test_without_the_x_ray_it_is_not_sent(drafted: Make, now: Any) -> None:
    care = drafted(kind="dental")
    answer = send(care, DENTAL, "plan")
    assert list(answer.context["form"].errors) == ["paper_xray"]
    with pytest.raises(PapersMissing, match="X-ray"):
        send_request(request_id=care.pk, checked=care.changed_at, by=care.asked_by, now=now)


def test_teeth_are_kept_in_one_way_of_writing(drafted: Make) -> None:
    care = drafted(kind="dental")
    assert send(care, DENTAL, "plan", "xray").status_code == 302
    care.refresh_from_db()
    assert (care.said["teeth"], care.estimated, care.currency) == ("16, 26", 900, "USD")


def test_the_waiting_period_is_told_at_once(drafted: Make, ana: Person) -> None:
    Enrolment.objects.filter(person=ana).update(from_on=date(2026, 10, 1))
    care = drafted(kind="refractive", from_on=date(2026, 12, 21))
    page = signed_in(ana.user).get(reverse("prior:short", args=[care.pk])).content.decode()
    assert "1 October 2027" in page


@pytest.mark.parametrize(
    ("kind", "typed", "wrong", "field"),
    [
        ("physio", PHYSIO, {"sessions": "0"}, "sessions"),
        ("physio", PHYSIO, {"sessions": "many"}, "sessions"),
        ("physio", PHYSIO, {"prescribed_on": ""}, "prescribed_on"),
        ("physio", PHYSIO, {"from_on": "2026-01-01"}, "from_on"),
        ("dental", DENTAL, {"teeth": "99"}, "teeth"),
        ("dental", DENTAL, {"teeth": "<b>"}, "teeth"),
        ("dental", DENTAL, {"currency": "XXQ"}, "currency"),
        ("dental", DENTAL, {"estimated": "-1"}, "estimated"),
        ("refractive", EYES, {"eyes": []}, "eyes"),
        ("refractive", EYES, {"values_left": ""}, "values_left"),
        ("refractive", EYES, {"measured_on": "31 February"}, "measured_on"),
        ("physio", PHYSIO, {"diagnosis": " "}, "diagnosis"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    drafted: Make, kind: str, typed: dict[str, Any], wrong: dict[str, Any], field: str
) -> None:
    care = drafted(kind=kind)
    papers = {"physio": ["prescription", "report"], "dental": ["plan", "xray"], "refractive": ["prescription"]}[kind]
    answer = send(care, {**typed, **wrong}, *papers)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
