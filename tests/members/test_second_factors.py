"""Second factors move to a new key with everything else that is encrypted."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from portal.members.models import Person
from portal.members.second_factors import rotate
from portal.vault.cipher import Unreadable, decrypt, encrypt, is_current

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
