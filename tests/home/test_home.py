"""The first page: what waits for whom, in which order, and what it says to somebody on her first day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from approvals.models import PriorApproval
from claims.adjudication import settle
from claims.models import Claim
from portal.help.models import Message
from portal.home.saying import Need, Step, Urgency, home_of, reader_of
from portal.members.models import Person
from tests.claims.conftest import clock as clock
from tests.claims.conftest import drafted as drafted
from tests.claims.conftest import figures as figures
from tests.claims.conftest import line
from tests.claims.conftest import private as private
from tests.claims.conftest import sent as sent
from tests.claims.conftest import still_bell as still_bell
from tests.claims.pages import Page
from tests.conftest import signed_in
from tests.help.conftest import Said
from tests.help.conftest import drafted as message_drafted
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private", "figures")
Drafted = Callable[..., Claim]
written = message_drafted


def needs_of(person: Person, now: datetime) -> list[Need]:
    assert person.user
    return home_of(reader_of(person.user, person, now)).needs


def steps_of(person: Person, now: datetime) -> list[Step]:
    assert person.user
    return home_of(reader_of(person.user, person, now)).steps


def test_on_the_first_day_it_says_what_to_do(ana_client: Client) -> None:
    said = Page(ana_client.get("/")).text
    assert "Nothing needs you now." in said
    assert "Nothing is under way. When you send us a bill" in said
    assert "Three things to know" in said
    assert f'href="{reverse("claims:new")}"' in ana_client.get("/").content.decode()


def test_a_draft_needs_her_who_began_it_and_nobody_else(
    ana: Person, ben: Person, carla: Person, drafted: Drafted, now: datetime
) -> None:
    claim = drafted(patient=carla)
    (need,) = needs_of(ana, now)
    assert need.link == reverse("claims:check", args=[claim.pk])
    assert need.about == "Carla"
    assert needs_of(ben, now) == []


def test_what_was_sent_is_under_way_with_its_promise_until_it_is_settled(
    ana: Person, ben: Person, dario: Person, sent: Drafted, now: datetime
) -> None:
    claim = sent()
    (step,) = steps_of(ana, now)
    assert (step.link, step.state) == (reverse("claims:status", args=[claim.pk]), "Received")
    assert step.promised == now + timedelta(days=10)
    assert not step.is_late
    assert steps_of(ana, now + timedelta(days=11))[0].is_late
    assert steps_of(ben, now) == steps_of(dario, now) == []
    settle(claim_id=claim.pk, now=now)
    assert steps_of(ana, now) == []


def test_a_day_that_is_near_comes_first_and_says_until_when(ana: Person, drafted: Drafted, now: datetime) -> None:
    late = drafted(line(service_on=date(2025, 11, 24), provider_name="Dr Late"))
    young = drafted()
    first, second = needs_of(ana, now)
    assert (first.link, first.until) == (reverse("claims:check", args=[late.pk]), date(2025, 11, 24).replace(year=2026))
    assert (second.link, second.until) == (reverse("claims:check", args=[young.pk]), None)


def test_an_approval_that_ends_soon_is_said_before_it_ends(ana: Person, now: datetime) -> None:
    doctor = make_staff("doctor", "medical consultant")
    facts = {"from_on": date(2026, 10, 1), "decided_by": doctor, "decided_at": now, "outcome": "approved"}
    PriorApproval.objects.create(person=ana, benefit="physiotherapy", until_on=date(2026, 12, 31), **facts)
    assert needs_of(ana, now) == []
    PriorApproval.objects.create(person=ana, benefit="physiotherapy", until_on=date(2026, 11, 30), **facts)
    (need,) = needs_of(ana, now)
    assert (need.until, need.urgency) == (date(2026, 11, 30), Urgency.ENDS)


def test_a_message_not_sent_is_hers_alone(ana: Person, ben: Person, written: Said, now: datetime) -> None:
    message: Message = written()
    assert [need.link for need in needs_of(ana, now)] == [reverse("help:words", args=[message.pk])]
    assert needs_of(ben, now) == []


def test_needs_are_in_order_and_each_place_once(monkeypatch: pytest.MonkeyPatch, ana: Person, now: datetime) -> None:
    today = now.date()
    held = Need(Urgency.HELD_UP, "held up", "/held/", "Go", "info")
    read = Need(Urgency.TO_READ, "read", "/read/", "Go", "info")
    ends = Need(Urgency.ENDS, "ends", "/ends/", "Go", "info", until=today + timedelta(days=12))
    near = replace(ends, sentence="near", link="/near/", until=today + timedelta(days=7))
    nearest = replace(ends, sentence="nearest", link="/nearest/", until=today)
    again = replace(ends, sentence="same place", link="/read/")
    monkeypatch.setattr("portal.home.saying._givers", [lambda _reader: [again, ends, read, near, held, nearest]])
    assert [need.sentence for need in needs_of(ana, now)] == ["nearest", "near", "held up", "read", "ends"]


def test_many_needs_are_counted_and_not_all_listed(monkeypatch: pytest.MonkeyPatch, ana_client: Client) -> None:
    many = [Need(Urgency.ENDS, f"thing {n}", f"/{n}/", "Go", "info") for n in range(11)]
    monkeypatch.setattr("portal.home.saying._givers", [lambda _reader: many])
    said = Page(ana_client.get("/")).text
    assert "3 more come up when these are done." in said
    assert "thing 7" in said
    assert "thing 8" not in said


def test_the_tour_goes_when_it_is_left_and_comes_back_only_when_asked(
    ana_client: Client, ben_client: Client, stranger_client: Client
) -> None:
    assert ana_client.get(reverse("tour:leave")).status_code == 405
    for _twice in range(2):
        assert ana_client.post(reverse("tour:leave")).url == "/"  # type: ignore[attr-defined]
    assert "Three things to know" not in Page(ana_client.get("/")).text
    assert "Three things to know" in Page(ben_client.get("/")).text
    assert "Show me around again" in Page(ana_client.get(reverse("help:contact"))).text
    ana_client.post(reverse("tour:again"))
    assert "Three things to know" in Page(ana_client.get("/")).text


def test_children_do_not_see_the_family_s_year(ana_client: Client, dario_client: Client) -> None:
    assert "family's year" in Page(ana_client.get("/")).text
    assert "family's year" not in Page(dario_client.get("/")).text


def test_staff_without_cover_are_led_to_their_desk(staff_client: Callable[..., Client], db: None) -> None:
    assert staff_client("assessor").get("/").url == reverse("admin:index")  # type: ignore[attr-defined]
    assert signed_in(make_staff("other")).post(reverse("tour:leave")).status_code in {302, 404}
