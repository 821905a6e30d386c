"""A lost card is replaced at the desk: once, written down, and the member is told by whatever way reaches her."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from portal.card.cards import address_of_seal
from portal.card.models import Card
from portal.card.replacing import CardReplaced, Why, replace_card, tell_replaced
from portal.members.models import AuditEntry, Family, Person
from portal.post.models import Dispatch
from portal.work import jobs
from tests.claims.pages import Page
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("clock", "private", "still_bell")
Staff = Callable[..., Client]


def card_of(person: Person) -> Card:
    return Card.objects.valid().get(person=person)


def replace_at(client: Client, card: Card, why: str = "lost") -> Page:
    return Page(client.post(reverse("admin:card_card_replace", args=[card.pk]), {"why": why}, follow=True))


def test_member_services_find_a_card_and_renew_it(ana: Person, staff_client: Staff, now: datetime) -> None:
    client, before = staff_client("member services"), card_of(ana)
    screen = reverse("admin:card_card_change", args=[before.pk])
    words = {"_search": "1", "q": "41420001"}
    found = client.post(reverse("admin:card_card_changelist"), words, follow=True)
    assert screen in found.content.decode()
    page = client.get(screen).content.decode()
    assert "Lost or stolen" in page
    assert str(before.seal) not in page
    assert "Renewed." in replace_at(client, before).text
    assert card_of(ana).pk != before.pk
    stale = address_of_seal(before.seal).partition("8000")[2]
    assert "no longer counts" in Page(Client().get(stale)).text
    entry = AuditEntry.objects.get(act="card.replaced")
    assert (entry.by_label, entry.person, entry.detail) == (client.user.reference, ana.pk, {"why": "lost"})  # type: ignore[attr-defined]


def test_the_member_is_told_once_and_the_mail_names_nobody(ana: Person, now: datetime) -> None:
    card = replace_card(card_id=card_of(ana).pk, why=Why.SEEN, by=make_staff("vera", "member services"), now=now)
    jobs.drain(now)
    tell_replaced(card_id=card.pk, now=now)
    mail = Dispatch.objects.get(kind="card-replaced")
    assert mail.channel == Dispatch.Channel.EMAIL
    assert not any(word in mail.subject + mail.body_text for word in ("Ana", "Otieno", "414", str(card.seal)))


def test_for_a_child_the_member_of_the_family_is_told(ana: Person, carla: Person, now: datetime) -> None:
    card = replace_card(card_id=card_of(carla).pk, why=Why.LOST, by=make_staff("vera", "member services"), now=now)
    told = tell_replaced(card_id=card.pk, now=now)
    assert told
    assert told.recipient == "ana@example.org"


def test_whom_no_mail_reaches_gets_a_letter_with_the_card(ana: Person, now: datetime) -> None:
    assert ana.user
    Person.objects.filter(pk=ana.pk).update(email="")
    Family.objects.filter(pk=ana.family_id).update(address_line_1="12 Riverside Drive")
    type(ana.user).objects.filter(pk=ana.user.pk).update(email="")
    card = replace_card(card_id=card_of(ana).pk, why=Why.LOST, by=make_staff("vera", "member services"), now=now)
    letter = tell_replaced(card_id=card.pk, now=now)
    assert letter
    assert letter.channel == Dispatch.Channel.LETTER
    assert [paper.title for paper in letter.enclosed()] == [
        "Your new membership card",
        "Membership card",
    ]
    assert tell_replaced(card_id=card.pk, now=now) == letter


def test_of_two_colleagues_the_second_renews_nothing(ana: Person, staff_client: Staff, now: datetime) -> None:
    client, before = staff_client("member services"), card_of(ana)
    replace_at(client, before)
    newest = card_of(ana)
    assert "replaced meanwhile" in replace_at(client, before).text
    assert card_of(ana) == newest
    with pytest.raises(CardReplaced):
        replace_card(card_id=before.pk, why=Why.LOST, by=make_staff("vera", "member services"), now=now)


def test_a_reason_is_needed(ana: Person, staff_client: Staff) -> None:
    client, before = staff_client("member services"), card_of(ana)
    answer = client.post(reverse("admin:card_card_replace", args=[before.pk]), {"why": "because"})
    assert answer.status_code == 422
    assert card_of(ana) == before
