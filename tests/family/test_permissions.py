"""Letting somebody act for oneself: given, accepted, renewed, taken back, over by itself; and who may not."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from portal.members.access import people_of
from portal.members.family import permissions
from portal.members.family.permissions import (
    NoLongerThere,
    NotAGiver,
    NotAHelper,
    Nothing,
    PermissionRefused,
    TooLong,
)
from portal.members.identity import NotChecked, Question, check_identity
from portal.members.models import AuditEntry, Enrolment, FamilyPermission, Person, Purpose
from portal.post.models import Dispatch
from tests.conftest import signed_in
from tests.family.conftest import Lets
from tests.payments.conftest import confirm
from tests.people import make_person, make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
NEW = "/family/permissions/new/"


def seen(helper: Person, on: date, purpose: Purpose | None = None) -> set[str]:
    assert helper.user
    return {one.given_name for one in people_of(helper.user, on, purpose)}


def test_it_counts_from_acceptance_for_its_purposes_until_its_last_day(
    ana: Person, ben: Person, lets: Lets, today: date
) -> None:
    given = lets(ana, ben, Purpose.CLAIMS, Purpose.LEFT, until_on=today + timedelta(days=3), accepted=False)
    assert seen(ben, today, Purpose.CLAIMS) == {"Ben"}
    permissions.accept(permission_id=given.pk, by=ben.user, now=given.given_at)  # type: ignore[arg-type]
    assert seen(ben, today, Purpose.CLAIMS) == {"Ana", "Ben"}
    assert seen(ben, today, Purpose.LEFT) == {"Ana", "Ben"}
    assert seen(ben, today, Purpose.CARE) == seen(ben, today, Purpose.ALL) == seen(ben, today) == {"Ben"}
    assert seen(ana, today, Purpose.CLAIMS) == {"Ana"}
    assert seen(ben, today + timedelta(days=3), Purpose.CLAIMS) == {"Ana", "Ben"}
    assert seen(ben, today + timedelta(days=4), Purpose.CLAIMS) == {"Ben"}


def test_all_serves_every_purpose(ana: Person, ben: Person, lets: Lets, today: date) -> None:
    lets(ana, ben, Purpose.ALL)
    assert all(seen(ben, today, purpose) == {"Ana", "Ben"} for purpose in Purpose)
    assert seen(ben, today) == {"Ben"}


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_either_side_ends_it_at_once(
    who: str, ana: Person, ben: Person, lets: Lets, today: date, request: pytest.FixtureRequest
) -> None:
    given = lets(ana, ben, Purpose.ALL)
    client = request.getfixturevalue(f"{who}_client")
    answer = client.post(reverse("members:end_permission", args=[given.pk]))
    assert answer.headers["Location"] == "/family/"
    assert seen(ben, today, Purpose.CLAIMS) == {"Ben"}
    given.refresh_from_db()
    assert given.ending == ("taken_back" if who == "ana" else "laid_down")
    again = client.post(reverse("members:end_permission", args=[given.pk]), follow=True)
    assert "has ended" in again.content.decode()
    ends = AuditEntry.objects.filter(act="family_permission.ended", person=ana.pk)
    assert [entry.detail["how"] for entry in ends] == [given.ending]


def test_declined_it_never_counts(ana: Person, ben_client: Any, ben: Person, lets: Lets, today: date) -> None:
    given = lets(ana, ben, Purpose.ALL, accepted=False)
    ben_client.post(reverse("members:answer_permission", args=[given.pk]), {"yes": "no"})
    assert FamilyPermission.objects.get().ending == "declined"
    late = ben_client.post(reverse("members:answer_permission", args=[given.pk]), {"yes": "yes"}, follow=True)
    assert "has ended" in late.content.decode()
    assert seen(ben, today, Purpose.ALL) == {"Ben"}


@pytest.mark.parametrize("person", ["ana", "ben"])
def test_it_ends_with_the_cover_of_either(
    person: str, ana: Person, ben: Person, lets: Lets, now: datetime, today: date, request: pytest.FixtureRequest
) -> None:
    lets(ana, ben, Purpose.ALL)
    Enrolment.objects.filter(person=request.getfixturevalue(person)).update(until_on=today - timedelta(days=1))
    assert seen(ben, today, Purpose.CLAIMS) == {"Ben"}
    assert [permissions.end_what_is_over(now=now), permissions.end_what_is_over(now=now)] == [1, 0]
    assert FamilyPermission.objects.get().ending == "cover"


def test_leaving_the_family_ends_it(ana: Person, dario: Person, stranger: Person, lets: Lets, today: date) -> None:
    lets(ana, dario, Purpose.ALL)
    Person.objects.filter(pk=dario.pk).update(family=stranger.family, number=7)
    assert "Ana" not in seen(Person.objects.get(pk=dario.pk), today, Purpose.CLAIMS)


def test_the_night_writes_down_that_the_last_day_is_over(ana: Person, ben: Person, lets: Lets, now: datetime) -> None:
    lets(ana, ben, Purpose.ALL, until_on=now.date())
    assert permissions.end_what_is_over(now=now) == 0
    assert permissions.end_what_is_over(now=now + timedelta(days=1)) == 1
    ended = FamilyPermission.objects.get()
    assert (ended.ending, ended.ended_by) == ("ran_out", None)


def test_renewed_it_goes_on_and_the_old_one_stays_as_history(
    ana: Person, ben: Person, lets: Lets, now: datetime, today: date
) -> None:
    first = lets(ana, ben, Purpose.CLAIMS)
    renewed = lets(ana, ben, Purpose.CARE, until_on=today + timedelta(days=300), accepted=False)
    assert renewed.accepted_at == now
    assert seen(ben, today, Purpose.CARE) == {"Ana", "Ben"}
    assert seen(ben, today, Purpose.CLAIMS) == {"Ben"}
    first.refresh_from_db()
    assert first.ending == "replaced"
    same = lets(ana, ben, Purpose.CARE, until_on=today + timedelta(days=300), accepted=False)
    assert same == renewed


def test_what_is_refused(
    ana: Person, ben: Person, carla: Person, dario: Person, stranger: Person, lets: Lets, now: datetime, today: date
) -> None:
    teen = make_person(ana.family, "child", account=True, given_name="Tess", born_on=date(2010, 1, 1), number=6)
    facts: dict[str, Any] = {"purposes": [Purpose.CLAIMS], "until_on": today, "by": ana.user, "now": now}

    def refused(how: type[PermissionRefused], **other: Any) -> None:
        with pytest.raises(how):
            permissions.give(**{"giver": ana, "helper": ben, **facts, **other})

    for helper in (ana, carla, teen, stranger):
        refused(NotAHelper, helper=helper)
    refused(NotAGiver, giver=teen, by=teen.user)
    refused(NotAGiver, giver=ben, helper=ana)
    for day in (today - timedelta(days=1), today + timedelta(days=366)):
        refused(TooLong, until_on=day)
    refused(Nothing, purposes=[])
    Enrolment.objects.filter(person=dario).update(until_on=today - timedelta(days=1))
    refused(NotAHelper, helper=dario)
    assert not FamilyPermission.objects.exists()


def test_nobody_else_answers_or_ends_it(
    ana: Person, ana_client: Any, ben: Person, dario_client: Any, stranger_client: Any, lets: Lets, now: datetime
) -> None:
    given = lets(ana, ben, Purpose.ALL, accepted=False)
    for client in (dario_client, stranger_client):
        for page in ("answer_permission", "end_permission"):
            assert client.post(reverse(f"members:{page}", args=[given.pk]), {"yes": "yes"}).status_code == 404
    assert ana_client.post(reverse("members:answer_permission", args=[given.pk]), {"yes": "yes"}).status_code == 404
    with pytest.raises(NoLongerThere):
        permissions.accept(permission_id=given.pk, by=ana.user, now=now)  # type: ignore[arg-type]
    given.refresh_from_db()
    assert (given.accepted_at, given.ended_at) == (None, None)


def test_the_password_is_asked_before(ana_client: Any, ben: Person, today: date) -> None:
    assert ana_client.get(NEW).headers["Location"].startswith("/accounts/reauthenticate/")
    fields = {"helper": str(ben.pk), "purposes": ["claims"], "until_on": today.isoformat()}
    assert ana_client.post(NEW, fields).headers["Location"].startswith("/accounts/reauthenticate/")
    assert not FamilyPermission.objects.exists()
    confirm(ana_client)
    assert ana_client.get(NEW).status_code == 200
    wrong = ana_client.post(NEW, {"helper": str(ben.pk), "until_on": "2030-01-01"})
    assert len(wrong.context["form"].errors) == 1
    far = ana_client.post(NEW, {**fields, "until_on": "2030-01-01"})
    assert list(far.context["form"].errors) == ["until_on"]
    assert ana_client.post(NEW, fields).headers["Location"] == "/family/"
    assert FamilyPermission.objects.get().purposes == [Purpose.CLAIMS]


def test_a_child_with_an_account_gives_none(ana: Person) -> None:
    teen = make_person(ana.family, "child", account=True, given_name="Tess", born_on=date(2010, 1, 1), number=6)
    client = signed_in(teen.user)
    confirm(client)
    assert client.get(NEW).status_code == 404
    assert "Acting for each other" not in client.get("/family/").content.decode()


def test_both_are_told_and_no_mail_says_who_or_what(ana: Person, ben: Person, lets: Lets, now: datetime) -> None:
    given = lets(ana, ben, Purpose.CLAIMS)
    permissions.end(permission_id=given.pk, by=ana.user, now=now)  # type: ignore[arg-type]
    mails = list(Dispatch.objects.filter(kind="family-permission"))
    assert sorted(mail.recipient for mail in mails) == ["ana@example.org"] * 3 + ["ben@example.org"] * 3
    for mail in mails:
        whole = f"{mail.subject} {mail.body_text} {mail.body_html}"
        assert not [word for word in ("Ana", "Ben", "Otieno", "414", "laim") if word in whole]


def test_member_services_end_one_after_the_check(
    ana: Person, ben: Person, lets: Lets, now: datetime, staff_client: Any, today: date
) -> None:
    given = lets(ana, ben, Purpose.ALL)
    clara = make_staff("clara", "member services")
    with pytest.raises(NotChecked):
        permissions.end_at_desk(person=ana, permission_id=given.pk, by=clara, now=now)
    passed = [Question.NUMBER, Question.NAME, Question.BORN, Question.BANK]
    check_identity(person=ana, passed=passed, failed=[], by=clara, now=now)
    permissions.end_at_desk(person=ana, permission_id=given.pk, by=clara, now=now)
    given.refresh_from_db()
    assert (given.ending, given.ended_by) == ("desk", clara)
    assert seen(ben, today, Purpose.CLAIMS) == {"Ben"}
    page = staff_client("member services").get(f"/admin/members/familypermission/{given.pk}/change/")
    assert "ended by us after a call" in page.content.decode()
    assert page.client.post(f"/admin/members/familypermission/{given.pk}/change/", {}).status_code == 403


def test_the_desk_page_offers_it_and_ends_it(ana: Person, ben: Person, lets: Lets, staff_client: Any) -> None:
    given = lets(ana, ben, Purpose.CARE)
    desk = staff_client("member services")
    at = f"/admin/members/entrance/{ana.pk}/"
    end = f"{at}end_permission/"
    assert "check first who is on the telephone" in desk.get(f"{at}change/").content.decode()
    assert desk.post(end, {"permission": str(given.pk)}).status_code == 422
    check = dict.fromkeys([Question.NUMBER, Question.NAME, Question.BORN, Question.COVER], "passed")
    desk.post(f"{at}identity/", check)
    assert end in desk.get(f"{at}change/").content.decode()
    assert desk.post(end, {"permission": str(given.pk)}).status_code == 302
    given.refresh_from_db()
    assert given.ending == "desk"
