"""An invitation to an account: sent by a parent, seen by the invited alone; and what the family page says."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.members.models import ActivationCode, AuditEntry, Enrolment, Family, Person, Purpose, User
from portal.post.models import Dispatch
from tests.claims.pages import Page
from tests.conftest import signed_in
from tests.family.conftest import Lets
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}")


@pytest.fixture
def ola(ana: Person) -> Person:
    """An adult of Ana's family without an account or an address."""
    return make_person(ana.family, "spouse", given_name="Ola", born_on=date(1981, 1, 1), number=8)


def invite(client: Client, person: Person, email: str = "", **more: str) -> Any:
    return client.post(reverse("members:invite", args=[person.pk]), {"email": email, **more})


def test_by_mail_to_the_account_of_the_invited(ana: Person, ana_client: Client, ola: Person) -> None:
    answer = invite(ana_client, ola, "ola@example.net")
    assert answer.headers["Location"] == "/family/"
    mail = Dispatch.objects.get(kind="activation_code")
    assert mail.recipient == "ola@example.net"
    (code,) = set(CODE.findall(mail.body_text))
    page = ana_client.get("/family/").content.decode()
    assert "Invited on 20 November 2026" in page
    assert code not in page
    entry = AuditEntry.objects.get(act="activation_code.issued")
    assert (entry.by, entry.person) == (ana.user, ola.pk)

    client = Client()
    born = {"born_on_day": 1, "born_on_month": 1, "born_on_year": 1981}
    assert client.post("/activate/", {"reference": "414/20001-8", "code": code, **born}).status_code == 302
    client.post("/activate/password/", {"password1": PASSWORD, "password2": PASSWORD})
    user = User.objects.get(reference="414/20001-8")
    ola.refresh_from_db()
    assert (user.email, ola.email, ola.user) == ("ola@example.net", "ola@example.net", user)
    assert "Has an account" in Page(ana_client.get("/family/")).text
    assert invite(ana_client, ola, "ola@example.net").status_code == 404
    assert Client().post("/activate/", {"reference": "414/20001-8", "code": code, **born}).status_code == 200


def test_without_an_address_by_letter(ana: Person, ana_client: Client, ola: Person) -> None:
    refused = invite(ana_client, ola)
    assert "We know no address for a letter" in refused.content.decode()
    Family.objects.update(address_line_1="12 Riverside Drive", city="Nairobi")
    assert invite(ana_client, ola).status_code == 302
    assert ActivationCode.objects.get().sent_by == "letter"


def test_an_address_we_know_cannot_be_replaced(ana_client: Client, ola: Person) -> None:
    Person.objects.filter(pk=ola.pk).update(email="ola@example.org")
    form = ana_client.get(reverse("members:invite", args=[ola.pk]))
    assert "ola@example.org" not in form.content.decode()
    assert "email" not in form.context["form"].fields
    invite(ana_client, ola, "ana.second@example.net")
    assert Dispatch.objects.get(kind="activation_code").recipient == "ola@example.org"


@pytest.mark.parametrize("email", ["ana@example.org", "ANA@EXAMPLE.ORG", "ben@example.org", "not an address"])
def test_the_code_goes_to_no_mailbox_of_the_family(ana_client: Client, ben: Person, ola: Person, email: str) -> None:
    answer = invite(ana_client, ola, email)
    assert list(answer.context["form"].errors) == ["email"]
    assert not ActivationCode.objects.exists()


def test_an_own_address_that_a_relative_shares_is_none(ana_client: Client, ola: Person) -> None:
    Person.objects.filter(pk=ola.pk).update(email="ana@example.org")
    invite(ana_client, ola, "ola@example.net")
    assert Dispatch.objects.get(kind="activation_code").recipient == "ola@example.net"


def test_who_may_not_invite_or_be_invited(
    ana_client: Client, ana: Person, ben: Person, carla: Person, dario: Person, dario_client: Client, ola: Person,
    stranger: Person, stranger_client: Client,
) -> None:  # fmt: skip
    for person in (ana, ben, carla, stranger):
        assert invite(ana_client, person, "x@example.net").status_code == 404
    for client in (dario_client, stranger_client):
        assert invite(client, ola, "x@example.net").status_code == 404
    assert not ActivationCode.objects.exists()


def test_three_a_day_and_only_the_last_code_works(ana_client: Client, ola: Person) -> None:
    for _time in range(3):
        assert invite(ana_client, ola, "ola@example.net").status_code == 302
    assert "tomorrow" in invite(ana_client, ola, "ola@example.net").content.decode()
    codes = ActivationCode.objects.filter(person=ola)
    assert (codes.count(), codes.filter(revoked_at__isnull=True).count()) == (3, 1)


def test_the_family_page_says_who_sees_what(
    ana_client: Client, ben_client: Client, dario_client: Client, ana: Person, ben: Person, carla: Person,
    dario: Person, lets: Lets, today: date,
) -> None:  # fmt: skip
    Enrolment.objects.filter(person=ben).update(until_on=today + timedelta(days=40))
    as_ana = Page(ana_client.get("/family/")).text
    for words in (
        "Covered until 30 December 2026",
        "You see and send everything for Carla, as a parent, until Carla comes of age on 9 May 2033.",
        "You see only what was paid to your account for Ben",
        "You see everything about yourself.",
        "Paid for your family",
    ):
        assert words in as_ana
    as_ben = Page(ben_client.get("/family/")).text
    assert "You see nothing of Ana's claims and care" in as_ben
    assert "Paid for your family" not in as_ben
    as_dario = Page(dario_client.get("/family/")).text
    assert "2033" not in as_dario
    assert "Invite" not in as_dario


def test_the_family_page_costs_the_same_however_many_they_are(
    ana: Person, ana_client: Client, ben: Person, lets: Lets, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for number in range(10, 22):
        make_person(ana.family, "child", given_name=f"C{number}", born_on=date(2000, 1, 1), number=number)
    with django_assert_max_num_queries(20):
        assert ana_client.get("/family/").status_code == 200


def test_a_waiting_permission_stands_on_the_first_page(
    ana: Person, ben: Person, ben_client: Client, lets: Lets, figures: None
) -> None:
    lets(ana, ben, Purpose.CARE, accepted=False)
    assert "Somebody asks you to act" in Page(ben_client.get("/")).text


def test_a_signed_in_adult_alone_has_a_page_too(stranger: Person) -> None:
    text = Page(signed_in(stranger.user).get("/family/")).text
    assert "For this another adult of your family needs an account." in text
