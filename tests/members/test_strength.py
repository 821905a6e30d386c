"""Passwords are judged by how they are guessed, with and without scripts."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from portal.members import device_views
from portal.members.models import Person
from portal.members.strength import NotEasyToGuess, strength_of
from tests.people import PASSWORD

URL = "/account/password-strength/"
EASY = ["passwordpassword", "qwertyuiop12", "aaaaaaaaaaaaaaaa", "1" * 500, "abcdefghijkl"]
HARD = [PASSWORD, "trumpet-glacier-onion-wool", "ابن بطوطة رحل إلى الصين", "👩🏽‍⚕️ wzk 7 ünïcödé", "7h#Kq!z9Lm@2"]


@pytest.mark.parametrize("password", EASY)
def test_easy_ones_are_refused_with_advice(password: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        NotEasyToGuess().validate(password)
    assert len(refusal.value.messages) == 2


@pytest.mark.parametrize("password", HARD)
def test_others_are_taken(password: str) -> None:
    NotEasyToGuess().validate(password)
    assert strength_of(password).advice == ()


def test_what_is_known_of_the_owner_counts_as_guessed(ana: Person) -> None:
    assert ana.user
    ana.user.email = "mangrove.lighthouse@example.org"
    about_her = "mangrove.lighthouse@example.org"
    assert strength_of(about_her, ana.user).score < 2 <= strength_of(about_her).score


@pytest.mark.parametrize("typed", ["", "x", "\x00", "[]", "9" * 10_000, *EASY, *HARD])
def test_the_line_bears_whatever_is_typed_and_repeats_nothing(client: Client, db: None, typed: str) -> None:
    answer = client.post(URL, {"password1": typed})
    assert answer.status_code == 200
    assert ("meter" in answer.content.decode()) is bool(typed)
    assert len(typed) < 6 or typed not in answer.content.decode()


def test_who_asks_without_end_gets_no_line(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_views, "LINES", replace(device_views.LINES, most=2))
    said = ["meter" in client.post(URL, {"password1": "x"}).content.decode() for _time in range(3)]
    assert said == [True, True, False]


def test_it_leaves_the_session_alone(ana_client: Client) -> None:
    """The form may just have renewed it: an old session written late would sign the member out again."""
    before = Session.objects.get(session_key=ana_client.session.session_key)
    answer = ana_client.post(URL, {"password1": PASSWORD})
    assert not answer.cookies
    assert Session.objects.get(pk=before.pk).expire_date == before.expire_date


def test_it_is_no_page(client: Client, db: None) -> None:
    assert client.get(URL, {"password1": "a secret in an address"}).status_code == 405


@pytest.mark.parametrize("weak", ["passwordpassword", "password123456", "123456789012"])
def test_a_weak_one_is_not_set(ana_client: Client, ana: Person, weak: str) -> None:
    facts: dict[str, Any] = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert ana_client.post(reverse("account_change_password"), facts).status_code == 200
    assert ana.user
    ana.user.refresh_from_db()
    assert ana.user.check_password(PASSWORD)
