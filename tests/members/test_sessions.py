"""Sessions end: idle, after twelve hours, with the password, with sign-out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from portal.members.models import Person
from portal.members.sessions import SessionStore
from tests.people import PASSWORD


def is_in(client: Client, minutes: float) -> bool:
    """Whether a page opens so many minutes after now."""
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=False):
        return client.get("/account/").status_code == 200


def sign_in(client: Client) -> Client:
    client.post("/accounts/login/", {"login": "414/20001", "password": PASSWORD})
    return client


@pytest.mark.parametrize("address", ["/accounts/login/", "/no-such-page", "/", "/robots.txt", "/healthz"])
def test_a_cookie_that_we_never_gave_makes_no_session(client: Client, db: None, address: str) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    client.get(address)
    assert not Session.objects.exists()
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "a" * 32 or address == "/healthz"


def test_a_request_that_changed_nothing_undoes_nothing(ana_client: Client) -> None:
    """Two requests at once, each with what it read: the one that only looked is ready last."""
    key = str(ana_client.session.session_key)
    looking, writing = SessionStore(key), SessionStore(key)
    assert looking.get("kept") is writing.get("kept") is None
    writing["kept"] = "what was typed"
    writing.save()
    Session.objects.update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))
    looking.save()
    assert Session.objects.get().get_decoded()["kept"] == "what was typed"
    assert Session.objects.get().expire_date > datetime.now(UTC) + timedelta(minutes=14)
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        looking.save()


def test_what_a_script_asks_for_takes_no_cookie_away(ana_client: Client) -> None:
    """Its answer may come after that of a form that was kept over the sign-in, in a new session."""
    Session.objects.all().delete()
    asked = ana_client.get("/providers/names/", {"q": "Zebra"}, headers={"sec-fetch-dest": "empty"})
    entrance = ana_client.get(asked.headers["Location"], headers={"sec-fetch-dest": "empty"})
    assert settings.SESSION_COOKIE_NAME not in asked.cookies
    assert settings.SESSION_COOKIE_NAME not in entrance.cookies
    for headers in ({"sec-fetch-dest": "document"}, {}):
        ana_client.cookies[settings.SESSION_COOKIE_NAME] = "over"
        assert ana_client.get("/", headers=headers).cookies[settings.SESSION_COOKIE_NAME].value == ""


def test_a_member_may_be_away_for_fifteen_minutes(client: Client, ana: Person) -> None:
    assert is_in(sign_in(client), 14)
    assert is_in(client, 28)
    assert not is_in(client, 44)


def test_no_session_lasts_longer_than_twelve_hours(client: Client, ana: Person) -> None:
    sign_in(client)
    assert all(is_in(client, minutes) for minutes in range(10, 720, 10))
    assert not is_in(client, 721)


def test_the_page_knows_when_it_ends_for_good(client: Client, ana: Person) -> None:
    sign_in(client)
    assert client.post("/account/stay/").json() == {"seconds": 900, "for_good": False}
    assert all(is_in(client, minutes) for minutes in range(10, 720, 10))
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=715), tick=False):
        left = client.post("/account/stay/").json()
        assert left["for_good"]
        assert 290 <= left["seconds"] <= 300
        assert b"data-for-good" in client.get("/account/").content


def test_the_end_keeps_what_was_typed_and_nobody_else_reads_it(client: Client, ana: Person, stranger: Person) -> None:
    sign_in(client)
    inside = client.session.session_key
    answer = client.post("/account/timed-out/", {"path": "/claims/x/", "fields": "words=my+migraine"})
    assert answer.headers["Location"] == "/accounts/login/?next=/claims/x/"
    assert "_auth_user_id" not in client.session
    assert not Session.objects.filter(pk=inside).exists()
    assert client.session["unsent"]["path"] == "/claims/x/"
    assert "migraine" not in str(dict(client.session.items()))


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "", "x", "/\\evil.example", "\x00"])
def test_the_end_leads_nowhere_else(client: Client, db: None, path: str) -> None:
    answer = client.post("/account/timed-out/", {"path": path, "fields": "x" * 200_000})
    assert answer.headers["Location"] == "/accounts/login/?next=/"
    assert "unsent" not in client.session


def test_staff_may_be_away_for_ten_minutes(staff_client: Callable[..., Any]) -> None:
    client = staff_client("member services")
    assert client.session.get_expiry_age() == 600
    for minutes, status in ((9, 200), (18, 200), (29, 302)):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=False):
            assert client.get("/admin/").status_code == status


def test_members_cannot_redirect_where_password_links_go(ana_client: Client, ana: Person) -> None:
    answer = ana_client.post("/accounts/email/", {"email": "thief@example.org", "action_add": ""})
    assert answer.headers["Location"] == reverse("members:email")
    assert ana.user
    ana.user.refresh_from_db()
    assert ana.user.email == "ana@example.org"


def test_the_engine_is_ours() -> None:
    assert settings.SESSION_ENGINE == "portal.members.sessions"
