"""Proofs of insurance: for whom, for which days, what the paper says, and what its code confirms."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from portal.card.certificates import ASKED, NotCovered, Wanted, issue_certificate
from portal.card.models import Certificate
from portal.members.models import AuditEntry, Enrolment, Person
from portal.post.models import Paper
from portal.work import jobs
from tests.claims.pages import Page
from tests.conftest import signed_in

pytestmark = pytest.mark.usefixtures("clock", "private", "still_bell")
Words = Callable[[bytes], str]
FORM = reverse("card:certificates")


def asked(*people: Person, **fields: Any) -> dict[str, Any]:
    """What the form sends."""
    return {"form_key": str(uuid4()), "people": [str(one.pk) for one in people], "language": "en", **fields}


def made(client: Client, now: datetime, data: dict[str, Any]) -> Certificate:
    """A proof asked for on the page, and printed."""
    answer = client.post(FORM, data)
    assert answer.status_code == 302, Page(answer).text
    jobs.drain(now + timedelta(minutes=1))
    return Certificate.objects.get(form_key=data["form_key"])


def pdf(client: Client, certificate: Certificate) -> bytes:
    return client.get(reverse("card:certificate_paper", args=[certificate.pk])).getvalue()


def test_a_proof_for_a_journey(ana_client: Client, ana: Person, carla: Person, now: datetime, words_of: Words) -> None:
    days = {"from_on": "2026-12-10", "until_on": "2027-01-05"}
    certificate = made(ana_client, now, asked(ana, carla, addressee="Embassy of Belgium\nNairobi", **days))
    words = words_of(pdf(ana_client, certificate))
    for said in ("Embassy of Belgium", "Ana Otieno", "14 March 1980", "Carla Otieno", "414/20001-2", "Kenya"):
        assert said in words
    assert "from 10 December 2026 to 5 January 2027" in words
    assert "Since 1 January 2020, until further notice" in words
    assert "6 months of the reference salary" in words


def test_the_paper_says_of_travel_what_the_plan_says(
    ana_client: Client, ana: Person, now: datetime, words_of: Words
) -> None:
    words = words_of(pdf(ana_client, made(ana_client, now, asked(ana))))
    assert "Emergency care in a hospital All of the accepted price." in words
    assert "Medical evacuation travel Nothing. The plan does not cover this." in words
    assert "promises no payment" in words


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_proof_in_every_language(
    ana_client: Client, ana: Person, now: datetime, language: str, words_of: Words
) -> None:
    certificate = made(ana_client, now, asked(ana, language=language))
    assert Paper.objects.get().language == language
    assert "414/20001" in words_of(pdf(ana_client, certificate))


def test_the_same_form_gives_the_same_proof(ana_client: Client, ana: Person, now: datetime) -> None:
    data = asked(ana)
    first = made(ana_client, now, data)
    assert made(ana_client, now, data) == first
    assert Paper.objects.count() == 1
    assert AuditEntry.objects.filter(act="certificate.issued", family=ana.family.pk).count() == 1


def test_days_without_cover_are_refused(ana_client: Client, ana: Person, today: date) -> None:
    Enrolment.objects.filter(person=ana).update(until_on=date(2026, 12, 31))
    days = {"from_on": "2026-12-10", "until_on": "2027-01-05"}
    assert "covered on all these days" in Page(ana_client.post(FORM, asked(ana, **days))).text
    Enrolment.objects.filter(person=ana).update(until_on=today - timedelta(days=1))
    assert "covered today" in Page(ana_client.post(FORM, asked(ana))).text
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"from_on": "2026-12-10"}, "both days"),
        ({"from_on": "2026-12-10", "until_on": "2026-12-09"}, "before the first"),
        ({"addressee": "\n".join("abcdef")}, "five lines"),
        ({"language": "de"}, "valid choice"),
        ({"people": []}, "required"),
    ],
)
def test_a_form_that_says_too_little(ana_client: Client, ana: Person, fields: dict[str, Any], said: str) -> None:
    assert said in Page(ana_client.post(FORM, asked(ana, **fields) if "people" not in fields else asked())).text
    assert not Certificate.objects.exists()


def test_one_names_only_ones_own(ana_client: Client, ben: Person, stranger: Person) -> None:
    for other in (ben, stranger):
        assert ana_client.post(FORM, asked(other)).status_code == 200
    assert not Certificate.objects.exists()


def test_nobody_else_has_it(ana_client: Client, ana: Person, ben: Person, now: datetime) -> None:
    certificate = made(ana_client, now, asked(ana))
    client = signed_in(ben.user)
    for name in ("certificate", "certificate_paper"):
        assert client.get(reverse(f"card:{name}", args=[certificate.pk])).status_code == 404
    assert client.post(reverse("card:withdraw", args=[certificate.pk])).status_code == 404


def test_its_code_confirms_until_it_is_withdrawn(ana_client: Client, ana: Person, carla: Person, now: datetime) -> None:
    certificate = made(ana_client, now, asked(ana, carla))
    page = reverse("card:confirm", args=[certificate.seal])
    text = Page(Client().get(page)).text
    assert "Valid cover today" in text
    assert "…001-2" in text
    assert "Carla" not in text
    Enrolment.objects.filter(person=carla).update(until_on=date(2026, 11, 1))
    assert "No valid cover today" in Page(Client().get(page)).text
    ana_client.post(reverse("card:withdraw", args=[certificate.pk]))
    assert "no longer counts" in Page(Client().get(page)).text
    assert "withdrawn" in Page(ana_client.get(reverse("card:certificate", args=[certificate.pk]))).text
    ana_client.post(reverse("card:withdraw", args=[certificate.pk]))
    assert AuditEntry.objects.filter(act="certificate.withdrawn").count() == 1


def test_before_it_is_printed_one_waits(ana_client: Client, ana: Person) -> None:
    answer = ana_client.post(FORM, asked(ana), follow=True)
    assert "We are making your proof" in Page(answer).text
    certificate = Certificate.objects.get()
    assert ana_client.get(reverse("card:certificate_paper", args=[certificate.pk])).status_code == 404


def test_what_is_printed_lies_encrypted(ana_client: Client, ana: Person, now: datetime) -> None:
    certificate = made(ana_client, now, asked(ana))
    (stored,) = Certificate.objects.filter(pk=certificate.pk).extra(select={"raw": "printed"}).values_list("raw")
    assert "Otieno" not in str(stored)


def test_nobody_asks_for_hundreds(ana: Person, now: datetime) -> None:
    assert ana.user
    wanted = Wanted([ana], "en", "", None, None)
    for _ in range(ASKED.most):
        issue_certificate(wanted=wanted, form_key=uuid4(), by=ana.user, now=now)
    answer = signed_in(ana.user).post(FORM, asked(ana))
    assert "many papers" in Page(answer).text


def test_who_was_never_enrolled_is_not_covered(ana: Person, now: datetime) -> None:
    assert ana.user
    Enrolment.objects.filter(person=ana).delete()
    with pytest.raises(NotCovered):
        issue_certificate(wanted=Wanted([ana], "en", "", None, None), form_key=uuid4(), by=ana.user, now=now)
