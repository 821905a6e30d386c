"""Devices: a new one is told, a remembered one is spared the second factor, a forgotten one is new again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import encrypt
from django.test import Client
from django.urls import reverse

from portal.members import devices
from portal.members.models import AuditEntry, Device, Person, User
from portal.post.models import Dispatch
from tests.people import PASSWORD, make_staff

KEY = "JBSWY3DPEHPK3PXP"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
NEXT = {"days": 0}


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    """A code counts once: each sign-in of a test is on another day."""
    NEXT["days"] = 0
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        yield


def code() -> str:
    return format_hotp_value(hotp_value(KEY, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client, reference: str = "414/20001", *, remember: bool = False) -> Any:
    """With the password, and the code where it is asked for; the answer to the password."""
    client.post("/accounts/logout/")
    facts = {"login": reference, "password": PASSWORD}
    answer = client.post("/accounts/login/", facts, headers={"user-agent": FIREFOX})
    if answer.headers["Location"] == reverse("mfa_authenticate"):
        wish = {"remember": "on"} if remember else {}
        client.post(reverse("mfa_authenticate"), {"code": code(), **wish}, headers={"user-agent": FIREFOX})
    return answer


def is_asked(client: Client) -> bool:
    """Whether the second factor was asked for, on the next day."""
    NEXT["days"] += 1
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC) + timedelta(days=NEXT["days"]), tick=False):
        return bool(sign_in(client).headers["Location"] == reverse("mfa_authenticate"))


@pytest.fixture
def app(ana: Person) -> Authenticator:
    return Authenticator.objects.create(user=ana.user, type="totp", data={"secret": encrypt(KEY)})


def told() -> list[str]:
    return list(Dispatch.objects.filter(kind="new_device").values_list("body_text", flat=True))


def test_a_new_device_is_told_once_and_the_first_not(ana: Person) -> None:
    first, second = Client(), Client()
    sign_in(first)
    assert told() == []
    sign_in(second)
    sign_in(second)
    sign_in(first)
    (mail,) = told()
    assert "Firefox, Windows" in mail
    assert reverse("members:devices") in mail
    assert Device.objects.count() == 2


def test_one_browser_of_two_people_is_new_to_each(client: Client, ana: Person, stranger: Person) -> None:
    sign_in(Client(), "414/30001")
    sign_in(client)
    sign_in(client, "414/30001")
    assert len(told()) == 1
    assert Device.objects.values("mark").distinct().count() == 2


def test_without_address_nothing_breaks(ana: Person) -> None:
    User.objects.update(email="")
    sign_in(Client())
    assert sign_in(Client()).status_code == 302
    assert told() == []


def test_remembered_for_thirty_days(client: Client, app: Authenticator) -> None:
    sign_in(client, remember=True)
    assert not is_asked(client)
    NEXT["days"] = 28
    assert not is_asked(client)
    NEXT["days"] = 30
    assert is_asked(client)
    assert AuditEntry.objects.filter(act="account.device_remembered").count() == 1


def test_only_on_wish_and_only_here(client: Client, app: Authenticator) -> None:
    sign_in(client)
    assert is_asked(client)
    sign_in(client, remember=True)
    assert is_asked(Client())


@pytest.mark.parametrize("change", ["password", "factor added", "factor replaced", "forgotten", "all forgotten"])
def test_what_changes_the_protection_asks_again(client: Client, app: Authenticator, ana: Person, change: str) -> None:
    sign_in(client, remember=True)
    assert ana.user
    if change == "password":
        ana.user.set_password(PASSWORD)
        ana.user.save()
    elif change == "factor added":
        Authenticator.objects.create(user=ana.user, type="webauthn", data={"name": "x", "credential": {}})
    elif change == "factor replaced":
        app.delete()
        Authenticator.objects.create(user=ana.user, type="totp", data={"secret": encrypt(KEY)})
    else:
        device = {"device": str(Device.objects.get().pk)} if change == "forgotten" else {}
        client.post(reverse("members:devices"), device)
        assert not Device.objects.exists()
    assert is_asked(client)


def test_a_remembered_device_still_asks_for_the_password(client: Client, app: Authenticator) -> None:
    sign_in(client, remember=True)
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "414/20001", "password": "wrong"})
    assert "_auth_user_id" not in client.session


def test_forged_and_old_marks_spare_nothing(client: Client, app: Authenticator) -> None:
    sign_in(client, remember=True)
    for mark in ("forged", devices.signing.dumps(["x", []], salt=devices.SALT), devices.signing.dumps("x", salt="y")):
        client.cookies[devices.COOKIE] = mark
        assert is_asked(client)


def test_staff_are_asked_every_time(client: Client, db: None) -> None:
    desk = make_staff("desk", "member services")
    Authenticator.objects.create(user=desk, type="totp", data={"secret": encrypt(KEY)})
    sign_in(client, "desk", remember=True)
    assert Device.objects.get().trusted_until is None
    Device.objects.update(trusted_until=datetime(2027, 1, 1, tzinfo=UTC), trusted_for=devices._protection(desk))
    assert sign_in(client, "desk").headers["Location"] == reverse("mfa_authenticate")


def test_nobody_forgets_the_device_of_another(ana_client: Client, stranger: Person) -> None:
    sign_in(Client(), "414/30001")
    ana_client.post(reverse("members:devices"), {"device": str(Device.objects.get().pk)})
    ana_client.post(reverse("members:devices"))
    assert Device.objects.count() == 1


def test_the_page_lists_them(client: Client, app: Authenticator) -> None:
    sign_in(client, remember=True)
    page = client.get(reverse("members:devices")).content.decode()
    assert "Firefox, Windows" in page
    assert "until 20 December 2026" in " ".join(page.split())


def test_old_devices_are_removed(client: Client, ana: Person) -> None:
    sign_in(client)
    assert devices.forget_old(datetime(2026, 12, 1, tzinfo=UTC)) == 0
    assert devices.forget_old(datetime(2028, 1, 1, tzinfo=UTC)) == 1
