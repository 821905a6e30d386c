"""Sign-in: by number however typed, with counted tries that cannot keep the owner out."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import get_hasher
from django.test import Client
from django.urls import reverse

from portal.members import devices
from portal.members.models import AuditEntry, Person, Tries
from tests.people import PASSWORD, make_staff

URL = "/accounts/login/"
KEY = "JBSWY3DPEHPK3PXP"


def sign_in(client: Client, reference: str, password: str = PASSWORD, address: str = "192.0.2.1", **more: Any) -> Any:
    return client.post(URL, {"login": reference, "password": password}, REMOTE_ADDR=address, **more)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["414/20001", "41420001", " 414 / 20001 ", "٤١٤/٢٠٠٠١"])
def test_the_number_may_be_typed_in_many_ways(client: Client, ana: Person, typed: str) -> None:
    assert sign_in(client, typed).headers["Location"] == "/"
    assert is_in(client)


def test_an_email_address_is_no_reference(client: Client, ana: Person) -> None:
    assert sign_in(client, "ana@example.org").status_code == 200
    assert not is_in(client)


def test_the_session_is_renewed_and_ends(client: Client, ana: Person) -> None:
    client.get(URL)
    session = client.session
    session["mark"] = 1
    session.save()
    client.cookies["sessionid"] = before = session.session_key or ""
    sign_in(client, "414/20001")
    assert client.session.session_key != before
    inside = client.session.session_key
    client.post("/accounts/logout/")
    assert not type(session)(inside).load()


def test_right_tries_leave_no_count(client: Client, ana: Person) -> None:
    for _ in range(30):
        assert sign_in(client, "414/20001").status_code == 302
        client.logout()
        client.cookies.clear()
    assert set(Tries.objects.values_list("count", flat=True)) == {0}


def test_stopped_by_the_tenth_try_from_one_address(ana: Person, stranger: Person) -> None:
    for _ in range(9):
        sign_in(Client(), "414/20001", "wrong")
    thief = Client()
    sign_in(thief, "414/20001")
    assert not is_in(thief)
    other = Client()
    sign_in(other, "414/30001")
    assert is_in(other), "another member at the same address is not affected"
    elsewhere = Client()
    sign_in(elsewhere, "414/20001", address="198.51.100.4")
    assert is_in(elsewhere), "nor the owner at another address"


def test_stopped_by_the_thirtieth_try_from_many(ana: Person) -> None:
    for number in range(29):
        sign_in(Client(), "414/20001", "wrong", address=f"192.0.2.{number}")
    thief = Client()
    sign_in(thief, "414/20001", address="198.51.100.9")
    assert not is_in(thief)


def test_a_known_device_gets_in_while_strangers_are_stopped(client: Client, ana: Person) -> None:
    sign_in(client, "414/20001")
    client.post("/accounts/logout/")
    for number in range(40):
        sign_in(Client(), "414/20001", "wrong", address=f"192.0.2.{number % 20}")
    sign_in(client, "414/20001")
    assert is_in(client)


def test_a_known_device_has_tries_of_its_own_and_they_come_back(client: Client, ana: Person) -> None:
    sign_in(client, "414/20001")
    client.post("/accounts/logout/")
    for _ in range(10):
        sign_in(client, "414/20001", "wrong")
    sign_in(client, "414/20001")
    assert not is_in(client)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        sign_in(client, "414/20001")
        assert is_in(client)


def test_the_mark_of_another_account_or_a_forged_one_helps_nobody(
    client: Client, ana: Person, stranger: Person
) -> None:
    sign_in(client, "414/30001")
    client.post("/accounts/logout/")
    assert client.cookies[devices.COOKIE]["httponly"]
    for _ in range(9):
        sign_in(Client(), "414/20001", "wrong")
    sign_in(client, "414/20001")
    assert not is_in(client)
    client.cookies[devices.COOKIE] = "forged"
    sign_in(client, "414/20001")
    assert not is_in(client)


def test_a_forwarded_address_is_not_believed_without_a_proxy(ana: Person) -> None:
    for number in range(9):
        sign_in(Client(), "414/20001", "wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    thief = Client()
    sign_in(thief, "414/20001", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert not is_in(thief)


def strip(html: bytes) -> str:
    return re.sub(r'value="[^"]*"', "", html.decode())


def test_the_answer_is_the_same_for_unknown_numbers_and_spent_tries(ana: Person) -> None:
    answers = [sign_in(Client(), number, "wrong") for number in ["414/20001", "414/99999", "nobody"] * 12]
    assert {answer.status_code for answer in answers} == {200}
    assert len({strip(answer.content) for answer in answers}) == 1


def test_the_work_is_the_same_for_unknown_numbers(
    ana: Person, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    """One hash and as many queries, whether the number is known, unknown or stopped."""
    hashes: list[str] = []
    hasher = type(get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *args: hashes.append("one") or encode(self, *args))
    costs = []
    for number in ("414/20001", "414/99999"):
        hashes.clear()
        with django_assert_max_num_queries(40) as seen:
            sign_in(Client(), number, "wrong")
        costs.append((len(seen), len(hashes)))
    assert costs[0] == costs[1]
    for _ in range(10):
        sign_in(Client(), "414/20001", "wrong")
    hashes.clear()
    sign_in(Client(), "414/20001", "wrong")
    assert len(hashes) == costs[0][1]


def test_refusals_are_on_the_trail(ana: Person) -> None:
    for _ in range(9):
        sign_in(Client(), "414/20001", "wrong")
    sign_in(Client(), "414/99999", "wrong")
    acts = list(AuditEntry.objects.order_by("at").values_list("act", "person", "by_label"))
    assert acts[0] == ("account.sign_in_failed", ana.pk, "signed out")
    assert acts[8] == ("account.sign_in_stopped", ana.pk, "signed out")
    assert acts[9] == ("account.sign_in_failed", None, "signed out")


def test_sign_up_is_closed(client: Client, db: None) -> None:
    answer = client.post("/accounts/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code in {200, 404}
    assert not Person.objects.exists()


def test_a_closed_account_cannot_sign_in(client: Client, ana: Person) -> None:
    assert ana.user
    ana.user.is_active = False
    ana.user.save()
    sign_in(client, "414/20001")
    assert not is_in(client)


def test_the_second_factor_is_asked_for(client: Client, ana: Person) -> None:
    Authenticator.objects.create(user=ana.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert sign_in(client, "414/20001").headers["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)


def test_the_secret_of_the_second_factor_is_encrypted(ana_client: Client, ana: Person) -> None:
    page = ana_client.get(reverse("mfa_activate_totp"))
    if page.status_code == 302:
        ana_client.post(page.headers["Location"], {"password": PASSWORD})
        page = ana_client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    ana_client.post(reverse("mfa_activate_totp"), {"code": code})
    stored = Authenticator.objects.get(user=ana.user, type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)
    added = AuditEntry.objects.filter(act="account.second_factor_added", person=ana.pk, by=ana.user, ip="127.0.0.1")
    assert {entry.detail["type"] for entry in added} == {"totp", "recovery_codes"}


class TestStaff:
    """The staff pages have no way around the second factor."""

    def test_signed_out_goes_to_the_one_sign_in_page(self, client: Client, db: None) -> None:
        assert client.get("/admin/login/").headers["Location"].startswith(URL)
        answer = client.post("/admin/login/", {"username": "desk", "password": PASSWORD})
        assert answer.headers["Location"].startswith(URL)

    def test_without_second_factor_nothing_opens(self, client: Client, db: None) -> None:
        client.force_login(make_staff("desk", is_superuser=True))
        assert client.get("/admin/").status_code == 302
        for answer in (client.get("/admin/login/"), client.post("/admin/login/", {"username": "x", "password": "y"})):
            assert answer.headers["Location"] == reverse("mfa_index")

    def test_with_second_factor_it_opens(self, staff_client: Any) -> None:
        assert staff_client("member services").get("/admin/").status_code == 200

    def test_members_find_nothing(self, ana_client: Client) -> None:
        assert ana_client.get("/admin/login/").status_code in {403, 404}
        assert ana_client.get("/admin/").status_code == 302


@pytest.mark.parametrize("language", ["xx-klingon", "*", "", "q=;;,;", "zh-Hans-CN;q=nan", "a" * 5000, "fr-\x7f"])
def test_a_browser_of_no_known_language_gets_a_page(client: Client, db: None, language: str) -> None:
    answer = client.get(URL, headers={"accept-language": language})
    assert answer.status_code == 200
    assert b'<html lang="en" dir="ltr">' in answer.content


def test_codes_are_not_guessed_without_end(client: Client, ana: Person) -> None:
    Authenticator.objects.create(
        user=ana.user, type=Authenticator.Type.TOTP, data={"secret": encrypt("JBSWY3DPEHPK3PXP")}
    )
    sign_in(client, "414/20001")
    for guess in range(7):
        answer = client.post(reverse("mfa_authenticate"), {"code": f"{guess:06}"})
    assert "too many tries" in answer.content.decode()
    right = format_hotp_value(hotp_value(KEY, next(iter(yield_hotp_counters_from_time()))))
    client.post(reverse("mfa_authenticate"), {"code": right})
    assert not is_in(client)


def test_a_code_of_the_app_counts_once(client: Client, ana: Person) -> None:
    Authenticator.objects.create(
        user=ana.user, type=Authenticator.Type.TOTP, data={"secret": encrypt("JBSWY3DPEHPK3PXP")}
    )
    right = format_hotp_value(hotp_value(KEY, next(iter(yield_hotp_counters_from_time()))))
    for one, lets_in in ((client, True), (Client(), False)):
        sign_in(one, "414/20001")
        one.post(reverse("mfa_authenticate"), {"code": right})
        assert is_in(one) is lets_in
