"""Whose data one may see: oneself and, for parents, children under 18. All else does not exist."""

from datetime import date
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.members.access import member_required, people_of, person_for
from portal.members.models import Person, User
from tests.people import make_person, make_staff


def seen_by(person: Person, on: date) -> set[str]:
    assert person.user
    return {one.given_name for one in people_of(person.user, on)}


def test_parents_see_their_young_children(ana: Person, ben: Person, carla: Person, dario: Person, today: date) -> None:
    assert seen_by(ana, today) == {"Ana", "Carla"}
    assert seen_by(ben, today) == {"Ben", "Carla"}
    assert seen_by(dario, today) == {"Dario"}


def test_a_child_is_hidden_from_the_eighteenth_birthday(ana: Person, carla: Person) -> None:
    assert "Carla" in seen_by(ana, date(2033, 5, 8))
    assert "Carla" not in seen_by(ana, date(2033, 5, 9))


@pytest.mark.parametrize(
    ("day", "is_seen"),
    [(date(2026, 2, 28), True), (date(2026, 3, 1), False)],
)
def test_who_was_born_on_leap_day_is_eighteen_on_the_first_of_march(ana: Person, day: date, is_seen: bool) -> None:
    leapling = make_person(ana.family, "child", given_name="Lea", born_on=date(2008, 2, 29))
    assert ("Lea" in seen_by(ana, day)) is is_seen
    assert leapling.is_adult_on(day) is not is_seen


def test_a_child_with_an_account_sees_herself_only(ana: Person, today: date) -> None:
    teen = make_person(ana.family, "child", account=True, given_name="Tess", born_on=date(2010, 1, 1), number=4)
    assert seen_by(teen, today) == {"Tess"}


def test_strangers_staff_and_nobody_see_nothing(ana: Person, stranger: Person, today: date) -> None:
    assert seen_by(stranger, today) == {"Noor"}
    assert not people_of(make_staff(), today)
    assert not people_of(AnonymousUser(), today)


def asking(user: User | AnonymousUser | None, rf: RequestFactory) -> HttpRequest:
    request = rf.get("/")
    request.user = user or AnonymousUser()
    return request


def test_person_for_answers_404_for_all_others(
    ana: Person, ben: Person, carla: Person, stranger: Person, rf: RequestFactory
) -> None:
    request = asking(ana.user, rf)
    assert person_for(request, carla.pk) == carla
    for hidden in (ben.pk, stranger.pk, uuid4()):
        with pytest.raises(Http404):
            person_for(request, hidden)


def test_member_required(ana: Person, rf: RequestFactory) -> None:
    @member_required
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.person.given_name)  # type: ignore[attr-defined]

    assert page(asking(ana.user, rf)).content == b"Ana"
    assert page(asking(None, rf)).headers["Location"].startswith("/accounts/login/")
    with pytest.raises(Http404):
        page(asking(make_staff(), rf))


@pytest.mark.parametrize(("url", "method"), [("/account/", "get"), ("/account/", "post"), ("/account/stay/", "post")])
def test_pages_of_the_account_ask_for_sign_in(client: Client, db: None, url: str, method: str) -> None:
    assert getattr(client, method)(url).headers["Location"].startswith("/accounts/login/")
