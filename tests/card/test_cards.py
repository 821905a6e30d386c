"""The membership card: who has one, who sees it, what it says on screen and on paper, and what its code confirms."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portal.card.cards import address_of_seal, faces, renew_card
from portal.card.confirming import LOOKS
from portal.card.cover import Cover, cover_of, joined
from portal.card.models import Card
from portal.members.models import AuditEntry, Enrolment, Person
from tests.claims.pages import Page
from tests.conftest import signed_in
from tests.people import make_family, make_person

pytestmark = pytest.mark.usefixtures("clock")


def confirm_page(person: Person) -> str:
    return reverse("card:confirm", args=[Card.objects.valid().get(person=person).seal])


def test_whoever_joins_has_a_card(ana: Person, carla: Person) -> None:
    assert {card.person_id for card in Card.objects.valid()} == {ana.pk, carla.pk}
    ana.save()
    assert Card.objects.filter(person=ana).count() == 1


def test_a_person_has_one_valid_card(ana: Person, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(person=ana, made_at=now)


def test_cover_runs_on_over_enrolments_that_follow_each_other(ana: Person, today: date) -> None:
    Enrolment.objects.filter(person=ana).update(until_on=date(2026, 6, 30))
    assert cover_of([ana], today) == {}
    Enrolment.objects.create(person=ana, from_on=date(2026, 7, 1), until_on=date(2027, 3, 31))
    assert cover_of([ana], today) == {ana.pk: Cover(date(2020, 1, 1), date(2027, 3, 31))}


def test_a_day_between_parts_the_cover() -> None:
    first, second = Cover(date(2020, 1, 1), date(2020, 12, 31)), Cover(date(2021, 1, 2), None)
    assert joined([first, second]) == [first, second]
    assert joined([first, Cover(date(2021, 1, 1), None)]) == [Cover(date(2020, 1, 1), None)]


def test_the_page_shows_those_whose_data_one_sees(ana_client: Client, ana: Person, ben: Person, carla: Person) -> None:
    text = Page(ana_client.get(reverse("card:cards"))).text
    assert "Ana Otieno" in text
    assert "Carla Otieno" in text
    assert "Ben" not in text
    assert "414/20001-2" in text
    assert "+32 3 217 65 72" in text


def test_who_is_not_covered_has_no_card_to_show(ana_client: Client, ana: Person) -> None:
    Enrolment.objects.filter(person=ana).update(until_on=date(2026, 10, 31))
    assert "Not covered today" in Page(ana_client.get(reverse("card:cards"))).text
    assert ana_client.get(reverse("card:paper", args=[ana.pk])).status_code == 404


def test_the_paper_in_both_sizes(ana_client: Client, ana: Person, words_of: Callable[[bytes], str]) -> None:
    sizes = {}
    for size, pages in (("", 1), ("?size=small", 2)):
        answer = ana_client.get(reverse("card:paper", args=[ana.pk]) + size)
        assert answer.headers["Content-Disposition"] == 'attachment; filename="card.pdf"'
        assert "no-store" in answer.headers["Cache-Control"]
        content = answer.getvalue()
        words = words_of(content)
        for expected in ("Ana Otieno", "414/20001", "1 January 2020", "+32 3 217 65 72", "Nairobi"):
            assert expected in words
        with pikepdf.open(BytesIO(content)) as pdf:
            assert len(pdf.pages) == pages
            sizes[size] = [round(float(one) / 72 * 25.4, 1) for one in pdf.pages[0].mediabox[2:]]
    assert sizes == {"": [210.0, 297.0], "?size=small": [85.6, 54.0]}


def test_the_paper_in_another_language(ana_client: Client, ana: Person, words_of: Callable[[bytes], str]) -> None:
    words = words_of(ana_client.get(reverse("card:paper", args=[ana.pk]) + "?language=fr").getvalue())
    assert "1 janvier 2020" in words
    words = words_of(ana_client.get(reverse("card:paper", args=[ana.pk]) + "?language=../x").getvalue())
    assert "1 January 2020" in words


def test_nobody_else_has_her_card(ana: Person, ben: Person, carla: Person, stranger: Person) -> None:
    for other in (ben, stranger):
        client = signed_in(other.user)
        assert client.get(reverse("card:paper", args=[ana.pk])).status_code == 404
        assert client.post(reverse("card:renew", args=[ana.pk])).status_code == 404
    assert signed_in(ben.user).get(reverse("card:paper", args=[carla.pk])).status_code == 200


def test_renewing_ends_the_card_before(ana_client: Client, ana: Person) -> None:
    old = confirm_page(ana)
    ana_client.post(reverse("card:renew", args=[ana.pk]))
    assert confirm_page(ana) != old
    stale = Page(Client().get(old)).text
    assert "no longer counts" in stale
    assert "001" not in stale
    assert "Valid cover today" in Page(Client().get(confirm_page(ana))).text
    assert AuditEntry.objects.filter(act="card.renewed", person=ana.pk).count() == 1


def test_the_address_on_the_card_is_that_of_the_page(ana: Person, today: date) -> None:
    (face,) = faces([ana], today)
    assert face.seal == address_of_seal(Card.objects.get(person=ana).seal)
    assert face.seal.endswith(confirm_page(ana))
    assert "<svg" in face.code


def test_the_code_confirms_cover_and_tells_nothing_else(ana: Person) -> None:
    answer = Client().get(confirm_page(ana))
    text = Page(answer).text
    assert "Valid cover today" in text
    assert "…001" in text
    for told in ("Ana", "Otieno", "414/20001", "1980", "2020"):
        assert told not in text
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_code_says_when_cover_ended(ana: Person, today: date) -> None:
    Enrolment.objects.filter(person=ana).update(until_on=today - timedelta(days=1))
    text = Page(Client().get(confirm_page(ana))).text
    assert "No valid cover today" in text
    Enrolment.objects.filter(person=ana).update(until_on=today)
    assert "Valid cover today" in Page(Client().get(confirm_page(ana))).text


def test_an_invented_seal_is_told_so(db: None) -> None:
    answer = Client().get(reverse("card:confirm", args=[uuid4()]))
    assert answer.status_code == 404
    assert "We know no such card" in Page(answer).text


def test_who_tries_many_seals_is_stopped(ana: Person) -> None:
    client = Client()
    for _ in range(LOOKS.most):
        assert client.get(confirm_page(ana)).status_code == 200
    stopped = client.get(confirm_page(ana))
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "600")
    assert "…001" not in Page(stopped).text


def test_another_office_stands_on_another_card(now: datetime, db: None) -> None:
    person = make_person(make_family("414/30001", duty_station="HT", country="HT"), given_name="Rose")
    (face,) = faces([person], now.date())
    assert face.office.phone.digits == "+13059089170"
    retired = make_person(make_family("414/30002", duty_station="KE", located_in="TH"), given_name="Li")
    assert faces([retired], now.date())[0].office.key == "asia"


def test_who_lost_her_first_card_row_gets_one_by_renewing(ana: Person, now: datetime) -> None:
    Card.objects.filter(person=ana).delete()
    assert faces([ana], now.date())[0].seal == ""
    renew_card(person=ana, by=ana.user, now=now)
    assert faces([ana], now.date())[0].seal
