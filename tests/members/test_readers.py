"""The member sees who of the staff opened what is about her; nobody else's visits, and not her own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.test import Client

from portal.members import audit, readers
from portal.members.models import Person

URL = "/account/readers/"
Staff = Callable[..., Any]


def test_staff_who_opened_a_page_are_shown(ana_client: Client, ana: Person, carla: Person, staff_client: Staff) -> None:
    assert "Nobody has opened" in ana_client.get(URL).content.decode()
    assessor = staff_client("assessor")
    for person in (ana, carla):
        assessor.get(f"/admin/members/person/{person.pk}/change/")
    page = ana_client.get(URL)
    assert [(visit.who, visit.about) for visit in page.context["visits"]] == [
        ("desk-assessor", "Carla"),
        ("desk-assessor", "Ana"),
    ]
    assert "opened: person" in page.content.decode()


def test_visits_to_others_stay_theirs(
    ana_client: Client, ana: Person, ben: Person, stranger: Person, staff_client: Staff
) -> None:
    assessor = staff_client("assessor")
    for person in (ben, stranger):
        assessor.get(f"/admin/members/person/{person.pk}/change/")
    assert ana_client.get(URL).context["visits"] == []


def test_acts_without_a_word_of_their_own_are_told_too(ana: Person, now: datetime) -> None:
    entry = audit.record(act="x.y", by=None, about=ana, now=now)
    entry.object_type = "gone.away"
    (visit,) = readers.told([entry], [ana])
    assert (str(visit.did), str(visit.what)) == ("worked on", "data")


def test_the_page_costs_the_same_however_long_the_list(
    ana_client: Client, ana: Person, staff_client: Staff, now: datetime, django_assert_max_num_queries: Any
) -> None:
    by = staff_client("assessor").user
    for _ in range(60):
        audit.record(act="person.read", by=by, about=ana, now=now)
    with django_assert_max_num_queries(14):
        page = ana_client.get(URL)
    assert len(page.context["visits"]) == 50
