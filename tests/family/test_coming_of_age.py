"""The birthday of coming of age: sight ends that day where the family is, parents are told, a code goes out."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from claims.adjudication import settle
from claims.models import Claim
from portal.members.activation import activate, issue_code
from portal.members.days import own_day
from portal.members.family.coming_of_age import look_at_children
from portal.members.models import ActivationCode, AuditEntry, ComingOfAge, Family, Person
from portal.post.models import Dispatch
from tests.claims.pages import Page, page, send
from tests.conftest import signed_in
from tests.owned import make_owned
from tests.people import PASSWORD, make_family, make_person
from tests.test_addresses import of_ana, tried

pytestmark = pytest.mark.usefixtures("still_bell", "private")
Drafted = Callable[..., Claim]
BIRTHDAY = date(2026, 12, 20)  # Mina's eighteenth


@pytest.fixture
def mina(ana: Person) -> Person:
    """Ana's daughter of seventeen; letters reach the family."""
    Family.objects.filter(pk=ana.family_id).update(address_line_1="12 Riverside Drive", city="Nairobi")
    born = BIRTHDAY.replace(year=2008)
    return make_person(ana.family, "child", given_name="Mina", born_on=born, number=4)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_each_is_said_and_sent_once(ana: Person, ben: Person, carla: Person, mina: Person) -> None:
    assert look_at_children(now=at(BIRTHDAY - timedelta(days=32))) == 0
    for _again in range(2):
        look_at_children(now=at(BIRTHDAY - timedelta(days=30)))
    assert Dispatch.objects.filter(kind="family-of-age").count() == 2
    assert not ActivationCode.objects.exists()
    for _again in range(2):
        look_at_children(now=at(BIRTHDAY))
    look_at_children(now=at(BIRTHDAY + timedelta(days=1)))
    mails = Dispatch.objects.filter(kind="family-of-age")
    assert sorted(mail.recipient for mail in mails) == ["ana@example.org"] * 2 + ["ben@example.org"] * 2
    for mail in mails:
        assert not [word for word in ("Mina", "Carla", "Otieno", "2026", "20") if word in mail.body_text]
    code = ActivationCode.objects.get()
    assert (code.person, code.sent_by) == (mina, "letter")
    assert ComingOfAge.objects.get().person == mina
    assert AuditEntry.objects.filter(act="person.came_of_age", person=mina.pk).count() == 1


def test_the_code_never_goes_to_a_mailbox_of_the_parents(ana: Person, mina: Person) -> None:
    Person.objects.filter(pk=mina.pk).update(email="ANA@example.org")
    look_at_children(now=at(BIRTHDAY))
    assert ActivationCode.objects.get().sent_by == "letter"
    own = make_person(ana.family, "child", given_name="Rosa", born_on=mina.born_on, email="rosa@example.org", number=5)
    look_at_children(now=at(BIRTHDAY))
    assert own.activation_codes.get().sent_by == "mail"


def test_who_came_of_age_long_ago_or_is_not_covered_is_left(ana: Person, mina: Person) -> None:
    make_person(ana.family, "child", given_name="Old", born_on=date(2000, 1, 1), number=6)
    make_person(ana.family, "child", given_name="Gone", born_on=mina.born_on, enrolled_on=None, number=7)
    look_at_children(now=at(BIRTHDAY))
    assert [code.person for code in ActivationCode.objects.all()] == [mina]


@pytest.mark.parametrize(
    ("country", "moment", "is_seen"),
    [
        ("KE", datetime(2026, 12, 19, 20, 59, tzinfo=UTC), True),
        ("KE", datetime(2026, 12, 19, 21, 0, tzinfo=UTC), False),  # midnight in Nairobi, UTC+3
        ("HT", datetime(2026, 12, 20, 4, 59, tzinfo=UTC), True),
        ("HT", datetime(2026, 12, 20, 5, 0, tzinfo=UTC), False),  # midnight in Port-au-Prince, UTC-5
        ("US", datetime(2026, 12, 20, 4, 59, tzinfo=UTC), True),
        ("US", datetime(2026, 12, 20, 5, 0, tzinfo=UTC), False),  # it is the day in one of its zones: New York
    ],
)
def test_parents_lose_sight_as_the_day_begins_where_they_are(
    country: str, moment: datetime, is_seen: bool, mina: Person, ana: Person
) -> None:
    Family.objects.update(duty_station=country)
    with time_machine.travel(moment, tick=False):
        client = signed_in(ana.user)
        assert (own_day(Person.objects.get(pk=mina.pk), moment) >= BIRTHDAY) is not is_seen
        assert ("Mina" in Page(client.get(reverse("approvals:new"))).text) is is_seen


def test_every_address_on_the_birthday(
    ana: Person, ben: Person, figures: None, drafted: Drafted, sent: Drafted, now: datetime
) -> None:
    """(c) What is Mina's is no longer her parents'; made while she was the participant's account of the tests."""
    owned = make_owned(ana=ana, drafted=drafted, sent=sent, now=now)
    # Ana becomes the child of Ben, of age this day in Nairobi, where it is 20 November since 21:00 UTC.
    Person.objects.filter(pk=ana.pk).update(relation="child", number=9, born_on=date(2008, 11, 21))
    Person.objects.filter(pk=ben.pk).update(relation="participant", number=0)
    client = signed_in(ben.user)

    def open_to_ben(moment: datetime) -> set[str]:
        with time_machine.travel(moment, tick=False):
            answers = [(name, client.get(where)) for name, where in of_ana(owned)]
        return {name for name, answer in answers if answer.status_code not in (404, 405)}

    before = open_to_ben(datetime(2026, 11, 20, 20, 59, tzinfo=UTC))
    assert {"claims:note", "claims:settlement", "prior:approval", "guarantees:guarantee"} <= before
    assert open_to_ben(datetime(2026, 11, 20, 21, 0, tzinfo=UTC)) == {"claims:stop_loss", "claims:stop_loss_note"}
    with time_machine.travel(datetime(2026, 11, 20, 21, 0, tzinfo=UTC), tick=False):
        posted = [
            (name, method, answer.status_code)
            for name, where in of_ana(owned)
            if not name.startswith("claims:stop_loss")
            for method, answer in tried(client, name, where)
            if answer.status_code not in (404, 405)
        ]
    assert posted == []


def test_a_parent_hands_in_for_a_grown_child_without_account_and_sees_nothing_after(
    ana: Person, ana_client: Client, ben_client: Client, figures: None, drafted: Drafted, now: datetime
) -> None:
    grown = make_person(ana.family, "child", given_name="Gil", born_on=date(2007, 1, 1), number=5)
    with time_machine.travel(now, tick=True):
        assert "Gil Otieno" in Page(ana_client.get(reverse("claims:new"))).text
        assert "Gil" not in Page(ana_client.get(reverse("approvals:new"))).text
        claim = drafted(patient=grown)
        assert ben_client.get(page("check", claim)).status_code == 404
        check = ana_client.get(page("check", claim))
        assert check.context["foreseen"] is None
        answer = send(ana_client, claim)
        assert answer.headers["Location"] == reverse("claims:history")
        assert send(ana_client, claim).headers["Location"] == reverse("claims:history")
        claim.refresh_from_db()
        assert claim.state == Claim.State.SUBMITTED
        assert ana_client.get(page("status", claim)).status_code == 404
        assert claim.number not in ana_client.get(reverse("claims:history")).content.decode()
        settle(claim_id=claim.pk, now=now)
        assert claim.settlements.get().printed["reader"] == grown.full_name
        twice = drafted(patient=grown)
        claim.lines.update(provider_name=twice.lines.get().provider_name)
        ana_client.get(page("lines", twice))
        said = send(ana_client, twice).content.decode()
        assert "with us already" in said
        assert claim.number not in said


def test_not_for_other_adults(ana: Person, ana_client: Client, ben: Person, dario: Person, figures: None) -> None:
    make_person(ana.family, "spouse", given_name="Old", born_on=date(1975, 1, 1), number=8)
    offered = Page(ana_client.get(reverse("claims:new"))).text
    assert not [name for name in ("Ben", "Dario", "Old") if name in offered]


def test_what_the_parent_had_begun_waits_for_the_young_adult(
    ana: Person, ana_client: Client, figures: None, drafted: Drafted, mina: Person
) -> None:
    draft = drafted(patient=mina)
    with time_machine.travel(at(BIRTHDAY), tick=True):
        code = issue_code(person=mina, by=None, now=at(BIRTHDAY), sent_by=ActivationCode.SentBy.PHONE)
        assert code
        user = activate(code_id=mina.activation_codes.get().pk, password=PASSWORD, by=None, now=at(BIRTHDAY))
        assert signed_in(user).get(page("check", draft)).status_code == 200
        assert signed_in(ana.user).get(page("check", draft)).status_code == 404


def test_the_age_is_one_setting(ana: Person, mina: Person, carla: Person, settings: Any) -> None:
    settings.AGE_OF_MAJORITY = 21
    assert mina.of_age_on == date(2029, 12, 20)
    assert look_at_children(now=at(BIRTHDAY)) == 0
    leapling = make_person(make_family("414/7"), born_on=date(2008, 2, 29))
    assert leapling.of_age_on == date(2029, 3, 1)
    settings.AGE_OF_MAJORITY = 20
    assert leapling.of_age_on == date(2028, 2, 29)
    assert list(Person.objects.filter(pk=leapling.pk, relation="participant")) == [leapling]
    Person.objects.filter(pk=leapling.pk).update(relation="child", number=1)
    assert not Person.objects.filter(pk=leapling.pk).children_on(date(2028, 2, 29))
    assert Person.objects.filter(pk=leapling.pk).children_on(date(2028, 2, 28))
