"""Tokens on the account pages: made after the password was asked again, shown once, ended by their owner."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from claims.mydata import tokens
from claims.mydata.models import AccessToken
from portal.members.models import AuditEntry, Person
from tests.people import PASSWORD

NEW = "/account/tokens/new/"


@pytest.fixture
def sure_client(ana_client: Client) -> Client:
    """Ana, who just gave her password again."""
    ana_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return ana_client


def test_the_password_is_asked_again(ana_client: Client) -> None:
    answer = ana_client.get(NEW)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_reauthenticate"))


def test_shown_once_and_ended(sure_client: Client, ana: Person) -> None:
    assert AccessToken.objects.count() == 0
    shown = sure_client.post(NEW, {"name": "My ledger", "days": "90"}).text
    token = AccessToken.objects.get()
    secret = next(word for word in shown.split('"') if word.startswith("mpt_"))
    assert tokens.digest_of(secret) == token.digest
    assert secret not in sure_client.get(reverse("mydata:tokens")).text
    sure_client.post(reverse("mydata:revoke_token", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_at
    acts = AuditEntry.objects.filter(act__startswith="token.").values_list("act", "by")
    assert set(acts) == {("token.made", ana.user.pk), ("token.revoked", ana.user.pk)}  # type: ignore[union-attr]


def test_what_is_missing_is_said(sure_client: Client) -> None:
    answer = sure_client.post(NEW, {"name": "", "days": "4000"})
    assert answer.status_code == 200
    assert AccessToken.objects.count() == 0
    assert answer.text.count("error-summary") >= 1


def test_ten_are_enough(sure_client: Client, ana: Person, now: datetime) -> None:
    for number in range(tokens.MOST):
        tokens.make_token(name=str(number), days=365, by=ana.user, now=now)  # type: ignore[arg-type]
    assert "ten tokens already" in sure_client.post(NEW, {"name": "One more", "days": "30"}).text
    assert AccessToken.objects.count() == tokens.MOST


def test_nobody_ends_anothers(ana: Person, stranger_client: Client, ben_client: Client, now: datetime) -> None:
    token, _secret = tokens.make_token(name="Mine", days=30, by=ana.user, now=now)  # type: ignore[arg-type]
    for client in (stranger_client, ben_client):
        assert client.post(reverse("mydata:revoke_token", args=[token.pk])).status_code == 404
        assert "Mine" not in client.get(reverse("mydata:tokens")).text
    token.refresh_from_db()
    assert token.revoked_at is None
