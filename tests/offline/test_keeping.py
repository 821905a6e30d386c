"""What a member keeps on her phone: what stands on her card, for as long as it counts."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.card.cards import renew_card
from portal.members.models import Enrolment, Person
from portal.offline.keeping import KEPT_FOR, still_counts, to_keep
from tests.conftest import signed_in

pytestmark = pytest.mark.usefixtures("clock")
KEPT, STILL = "/offline/kept/", "/offline/still/"


def test_it_is_what_stands_on_the_screen(ana_client: Client, ana: Person, ben: Person, carla: Person) -> None:
    answer = ana_client.get(KEPT)
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json()
    page = ana_client.get(reverse("card:cards")).text
    assert len(told["cards"]) == 2
    for card in told["cards"]:
        inner = card[card.index('<div class="member-card">') : card.rindex("</section>")]
        assert "".join(inner.split()) in "".join(page.split())
    assert "Ben" not in answer.text
    assert told["owner"] == str(ana.pk)
    assert told["office"] == "africa"


def test_nobody_signed_in_gets_nothing(client: Client, db: None) -> None:
    assert client.get(KEPT).status_code == 302


def test_staff_have_no_card(staff_client: object) -> None:
    client = staff_client(is_superuser=True)  # type: ignore[operator]
    assert client.get(KEPT).status_code == 404


def test_who_is_not_covered_keeps_nothing(ana_client: Client, ana: Person) -> None:
    Enrolment.objects.filter(person=ana).update(until_on=date(2026, 10, 31))
    told = ana_client.get(KEPT).json()
    assert (told["cards"], told["until"]) == ([], "")


def test_it_is_kept_for_ninety_days_and_never_longer_than_the_cover(ana: Person, now: datetime) -> None:
    assert ana.user
    assert to_keep(person=ana, user=ana.user, now=now)["until"] == (now + KEPT_FOR).isoformat()
    Enrolment.objects.filter(person=ana).update(until_on=now.date() + timedelta(days=4))
    assert to_keep(person=ana, user=ana.user, now=now)["until"] == (now + timedelta(days=5)).isoformat()


def word(person: Person) -> str:
    return str(signed_in(person.user).get(KEPT).json()["word"])


def test_a_copy_counts_as_long_as_cover_and_account_and_card_do(ana: Person, now: datetime) -> None:
    mine = word(ana)
    assert Client().post(STILL, {"word": mine}).json() == {"keep": True}
    Enrolment.objects.filter(person=ana).update(until_on=date(2026, 10, 31))
    assert Client().post(STILL, {"word": mine}).json() == {"keep": False}
    Enrolment.objects.filter(person=ana).update(until_on=None)
    assert ana.user
    ana.user.is_active = False
    ana.user.save()
    assert Client().post(STILL, {"word": mine}).json() == {"keep": False}
    ana.user.is_active = True
    ana.user.save()
    assert Client().post(STILL, {"word": mine}).json() == {"keep": True}
    renew_card(person=ana, by=ana.user, now=now)
    assert Client().post(STILL, {"word": mine}).json() == {"keep": False}


def test_a_word_that_cannot_be_read_says_nothing(ana: Person) -> None:
    assert Client().post(STILL, {"word": "x" + word(ana)}).json() == {"keep": None}
    assert Client().post(STILL, {}).json() == {"keep": None}


def test_a_word_has_its_time(ana: Person) -> None:
    assert still_counts(word(ana), now=timezone.now()) is True


def test_asking_needs_no_session_and_begins_none(ana: Person) -> None:
    answer = Client(enforce_csrf_checks=True).post(STILL, {"word": word(ana)})
    assert answer.status_code == 200
    assert not answer.cookies


def test_the_page_of_the_card_offers_it_to_who_is_covered(ana_client: Client, ana: Person) -> None:
    assert f'data-owner="{ana.pk}"' in ana_client.get(reverse("card:cards")).text
    Enrolment.objects.filter(person=ana).update(until_on=date(2026, 10, 31))
    assert "data-owner" not in ana_client.get(reverse("card:cards")).text
