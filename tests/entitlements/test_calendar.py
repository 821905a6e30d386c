"""The private calendar address: shown once, revocable, and without a word about health."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portal.entitlements.calendar_feeds import feed_of, open_feed, revoke_feed
from portal.entitlements.icalendar import Event, calendar, folded
from portal.entitlements.models import CalendarFeed
from portal.members.models import AuditEntry, Person
from tests.entitlements.conftest import Uses


def lines(content: bytes) -> list[str]:
    """The lines of a file as a programme unfolds them; checks what the format asks of each."""
    assert content.endswith(b"\r\n")
    raw = content.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line for line in raw)
    assert all(line.decode() for line in raw), "no piece ends inside a character"
    return content.decode().replace("\r\n ", "").split("\r\n")[:-1]


@pytest.fixture
def address(ana_client: Client, ana: Person, figures: None, clock: None) -> str:
    """Ana's new address, as the page shows it."""
    answer = ana_client.post(reverse("entitlements:calendar_create"))
    return str(answer.context["address"]).removeprefix("http://testserver")


def test_reading_needs_no_sign_in_and_tells_days_only(address: str, ana: Person, client: Client, uses: Uses) -> None:
    uses(ana, "lenses", date(2026, 3, 14), "120.00", LENSES=2)
    uses(ana, "frames", date(2026, 3, 14), "40.00", FRAMES=1)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    told = lines(answer.content)
    assert told[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert [line for line in told if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:20270314",
        "DTSTART;VALUE=DATE:20280314",
    ]
    assert {line for line in told if line.startswith("SUMMARY")} == {"SUMMARY:A right of yours: open the portal"}
    for word in ("lens", "frame", "glass", "Ana", "Otieno", "414"):
        assert word not in answer.content.decode()
    assert client.get(address).content == answer.content, "reading twice gives the same file"
    assert "sessionid" not in client.cookies


def test_another_s_days_are_not_in_it(address: str, ben: Person, client: Client, uses: Uses) -> None:
    uses(ben, "lenses", date(2026, 3, 14), "120.00", LENSES=2)
    assert b"DTSTART" not in client.get(address).content


def test_revoked_is_gone(address: str, ana_client: Client, client: Client) -> None:
    assert client.get(address).status_code == 200
    ana_client.post(reverse("entitlements:calendar_revoke"))
    assert client.get(address).status_code == 404
    assert ana_client.post(reverse("entitlements:calendar_revoke")).status_code == 302
    assert list(AuditEntry.objects.filter(act__startswith="calendar_feed").values_list("act", flat=True)) == [
        "calendar_feed.revoked",
        "calendar_feed.opened",
    ]


def test_a_new_address_ends_the_old(address: str, ana_client: Client, client: Client) -> None:
    newer = ana_client.post(reverse("entitlements:calendar_create")).context["address"]
    assert client.get(address).status_code == 404
    assert client.get(newer).status_code == 200


def test_a_closed_account_is_read_by_nobody(address: str, ana: Person, client: Client) -> None:
    assert ana.user
    ana.user.is_active = False
    ana.user.save()
    assert client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "a" * 43, "..", "%00", "a" * 3000])
def test_guesses_find_nothing(token: str, client: Client) -> None:
    assert client.get(f"/plan/calendar/{token}.ics").status_code in {400, 404}


def test_the_token_is_long_and_kept_as_a_digest(ana: Person, now: datetime) -> None:
    assert ana.user
    token = open_feed(person=ana, by=ana.user, now=now)
    assert len(token) >= 43
    feed = CalendarFeed.objects.get()
    assert feed.token_digest == sha256(token.encode()).hexdigest()
    assert feed_of(token) == feed
    assert revoke_feed(person=ana, by=ana.user, now=now)
    assert not revoke_feed(person=ana, by=ana.user, now=now)
    assert feed_of(token) is None


def test_one_open_address_a_person(ana: Person, now: datetime) -> None:
    CalendarFeed.objects.create(person=ana, token_digest="a", created_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(person=ana, token_digest="b", created_at=now)


def test_pages_of_the_address(ana_client: Client, client: Client, staff_client: Any, address: str) -> None:
    page = reverse("entitlements:calendar")
    assert address.rsplit("/", 1)[1] not in ana_client.get(page).content.decode(), "shown once"
    for name in ("calendar_create", "calendar_revoke"):
        assert ana_client.get(reverse(f"entitlements:{name}")).status_code == 405
        assert client.post(reverse(f"entitlements:{name}")).status_code == 302
        assert staff_client(reference=name).post(reverse(f"entitlements:{name}")).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana_client.get(page).wsgi_request.user)
    assert strict.post(reverse("entitlements:calendar_create")).status_code == 403


def test_lines_are_folded_between_characters(now: datetime) -> None:
    title = "حق من حقوقك: " + "é" * 90
    event = Event("1", date(2026, 12, 31), title, "a, b; c\\ d\ne", "https://example.org/")
    told = lines(calendar([event], name="Portal", product="portal", stamp=now))
    assert f"SUMMARY:{title}" in told
    assert "DESCRIPTION:a\\, b\\; c\\\\ d\\ne" in told
    assert "DTEND;VALUE=DATE:20270101" in told
    assert "DTSTAMP:20261120T090000Z" in told
    assert list(folded("x" * 75)) == [b"x" * 75]
