"""Second factors move to a new key with everything else that is encrypted."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.members.models import Person
from portal.members.second_factors import rotate
from portal.vault.cipher import Unreadable, decrypt, encrypt, is_current
from tests.people import PASSWORD

OLD, NEW = "the old key of at least thirty-two letters", "the new key of at least thirty-two letters"


def test_one_command_rotates_fields_and_second_factors(ana: Person, settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    totp = Authenticator.objects.create(user=ana.user, type="totp", data={"secret": encrypt("ABC")})
    codes = Authenticator.objects.create(
        user=ana.user, type="recovery_codes", data={"seed": encrypt("x"), "used_mask": 3}
    )
    settings.FIELD_KEYS = [NEW, OLD]
    call_command("rotate_field_keys")
    for factor in (totp, codes):
        factor.refresh_from_db()
    assert is_current(totp.data["secret"])
    assert codes.data["used_mask"] == 3
    settings.FIELD_KEYS = [NEW]
    assert (decrypt(totp.data["secret"]), decrypt(codes.data["seed"])) == ("ABC", "x")


def test_a_missing_key_is_said(ana: Person, settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    Authenticator.objects.create(user=ana.user, type="totp", data={"secret": encrypt("ABC")})
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(Unreadable):
        rotate()


def test_what_lies_in_the_table_opens_nothing(ana_client: Client, ana: Person) -> None:
    """The rows as the database holds them: neither the key of the app nor a recovery code, nor what makes one."""
    ana_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = ana_client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    ana_client.post(reverse("mfa_activate_totp"), {"code": code})
    codes = ana_client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    seed = decrypt(Authenticator.objects.get(user=ana.user, type="recovery_codes").data["seed"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        raw = str(cursor.fetchall())
    assert len(codes) == 10
    assert [word for word in (secret, seed, *codes) if word in raw] == []
