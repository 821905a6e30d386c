"""What happens between the people of a family: told to both sides, to parents, to the inviter, and to nobody else."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from portal.members.activation import activate, issue_code
from portal.members.family import permissions
from portal.members.family.coming_of_age import look_at_children
from portal.members.family.inviting import invite_relative
from portal.members.models import FamilyPermission, Person, Purpose
from portal.notices.models import Notice
from portal.notices.reading import notices_of
from portal.post.models import Dispatch
from tests.claims.conftest import clock as clock
from tests.claims.conftest import still_bell as still_bell
from tests.claims.pages import Page
from tests.family.conftest import Lets
from tests.family.conftest import lets as lets
from tests.people import PASSWORD, make_person, make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell")


def told(person: Person, now: datetime) -> list[str]:
    """Oldest first, as the reader finds it."""
    assert person.user
    return [one.what for one in notices_of(person, now).order_by("at", "what")]


def test_a_permission_is_told_to_both_sides_and_to_nobody_else(
    ana: Person, ben: Person, dario: Person, stranger: Person, lets: Lets, now: datetime
) -> None:
    given = lets(ana, ben, Purpose.CLAIMS, accepted=False)
    assert told(ana, now) == ["permission-asked-giver"]
    assert told(ben, now) == ["permission-asked-helper"]
    assert ana.user
    assert ben.user
    later = now + timedelta(minutes=1)
    for _twice in range(2):
        permissions.accept(permission_id=given.pk, by=ben.user, now=later)
    permissions.end(permission_id=given.pk, by=ana.user, now=later + timedelta(minutes=1))
    assert told(ana, now) == [f"permission-{step}-giver" for step in ("asked", "accepted", "ended")]
    assert told(ben, now) == [f"permission-{step}-helper" for step in ("asked", "accepted", "ended")]
    assert Notice.objects.count() == Dispatch.objects.filter(kind="family-permission").count() == 6
    assert told(dario, now) == told(stranger, now) == []


def test_renewed_is_told_once_and_not_as_an_end(ana: Person, ben: Person, lets: Lets, now: datetime) -> None:
    lets(ana, ben, Purpose.CLAIMS)
    Notice.objects.all().delete()
    lets(ana, ben, Purpose.ALL, accepted=False)
    assert FamilyPermission.objects.count() == 2
    assert told(ana, now) == ["permission-given-giver"]
    assert told(ben, now) == ["permission-given-helper"]


def test_what_ends_by_itself_is_told_once(ana: Person, ben: Person, lets: Lets, now: datetime, today: date) -> None:
    lets(ana, ben, Purpose.CLAIMS, until_on=today)
    for days in (1, 2):
        permissions.end_what_is_over(now=now + timedelta(days=days))
    assert told(ana, now)[-1:] == ["permission-ended-giver"]
    assert Notice.objects.filter(what__startswith="permission-ended").count() == 2


def test_the_notice_goes_with_the_deed(ana: Person, ben: Person, lets: Lets) -> None:
    with transaction.atomic():
        lets(ana, ben, Purpose.CLAIMS)
        assert Notice.objects.exists()
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_the_list_names_nobody_and_leads_to_the_family_page(
    ana: Person, ben: Person, ben_client: Client, lets: Lets
) -> None:
    lets(ana, ben, Purpose.CARE, accepted=False)
    page = Page(ben_client.get(reverse("notices:list")))
    assert "Please accept or decline on your family page." in page.text
    assert "Ana" not in page.text
    notice = Notice.objects.get(reader=ben)
    assert (notice.about, notice.words) == (None, "")
    opened = ben_client.post(reverse("notices:open", args=[notice.pk]))
    assert opened.headers["Location"] == reverse("members:family")
    assert not Notice.objects.unread().filter(reader=ben).exists()


def test_coming_of_age_is_told_to_the_parents_before_and_on_the_day(
    ana: Person, ben: Person, dario: Person, stranger: Person, now: datetime, today: date
) -> None:
    birthday = today + timedelta(days=20)
    mina = make_person(
        ana.family, "child", given_name="Mina", born_on=birthday.replace(year=birthday.year - 18), number=4
    )
    for day in (0, 1, 20, 21):
        look_at_children(now=now + timedelta(days=day))
    both = ["child-comes-of-age", "child-came-of-age"]
    late = now + timedelta(days=21)
    assert told(ana, late) == told(ben, late) == both
    assert told(dario, late) == told(stranger, late) == []
    assert not Notice.objects.filter(reader=mina).exists()


def test_a_used_invitation_is_told_to_who_asked_for_it(ana: Person, ben: Person, dario: Person, now: datetime) -> None:
    ola = make_person(ana.family, "child", given_name="Ola", born_on=date(1990, 1, 1), number=8)
    assert ana.user
    code = invite_relative(inviter=ana, person=ola, email="ola@example.net", by=ana.user, now=now)
    assert told(ana, now) == []
    activate(code_id=code.pk, password=PASSWORD, by=None, now=now + timedelta(hours=1))
    assert told(ana, now) == ["invitation-used"]
    assert told(ben, now) == told(dario, now) == []


def test_a_code_of_the_desk_is_told_to_no_relative(ana: Person, ben: Person, now: datetime) -> None:
    ola = make_person(ana.family, "child", given_name="Ola", born_on=date(1990, 1, 1), number=8, email="o@example.net")
    issue_code(person=ola, by=make_staff("desk"), now=now)
    activate(code_id=ola.activation_codes.get().pk, password=PASSWORD, by=None, now=now)
    assert not Notice.objects.exists()
