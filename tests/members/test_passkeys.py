"""Passkeys without a browser: what is sent in place of one, and what never gets in."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from portal.members.models import AuditEntry, Person
from tests.people import PASSWORD, make_staff

NONSENSE: list[Any] = [
    *("", "x", "null", "[]", "5", '"text"', "{}", '{"id": 1}', "\x00", "[" * 5000, '{"response": []}'),
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": null}}',
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "_w"},
        }
    ),
]


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_signs_nobody_in(client: Client, ana: Person, credential: str) -> None:
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_becomes_no_passkey(ana_client: Client, ana: Person, credential: str) -> None:
    confirm(ana_client)
    assert ana_client.get(reverse("mfa_add_webauthn")).status_code == 200
    answer = ana_client.post(reverse("mfa_add_webauthn"), {"credential": credential, "passwordless": "on"})
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def confirm(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_a_refused_passkey_is_on_the_trail_without_a_name(client: Client, ana: Person) -> None:
    client.post(reverse("mfa_login_webauthn"), {"credential": NONSENSE[-1]})
    assert AuditEntry.objects.get(act="account.passkey_refused").person is None


def test_adding_one_asks_for_the_password_first(ana_client: Client) -> None:
    answer = ana_client.get(reverse("mfa_add_webauthn"))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_recovery_codes_alone_open_no_desk(client: Client, db: None, staff_client: Callable[..., Any]) -> None:
    desk = make_staff("lonely", is_superuser=True)
    Authenticator.objects.create(user=desk, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    client.force_login(desk)
    assert client.get("/admin/").status_code == 302


def test_a_passkey_of_somebody_else_is_not_there(ana_client: Client, stranger: Person) -> None:
    theirs = Authenticator.objects.create(user=stranger.user, type="webauthn", data={"name": "x", "credential": {}})
    confirm(ana_client)
    for page in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert ana_client.get(reverse(page, args=[theirs.pk])).status_code == 404
        assert ana_client.post(reverse(page, args=[theirs.pk]), {"name": "mine"}).status_code == 404
    theirs.refresh_from_db()
