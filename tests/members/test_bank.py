"""Bank accounts: encrypted, masked, one in use, the old ones kept."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from portal.members.bank import replace_account
from portal.members.bank_formats import checked
from portal.members.models import AuditEntry, BankAccount, Person

IBAN = "BE71 0961 2345 6769"


def put(ana: Person, now: datetime, account: str = IBAN, day: int = 1) -> BankAccount:
    assert ana.user
    known = {"holder": "Ana Otieno", "bic": "", "clearing": "", "country": account[:2], "currency": "EUR"}
    told = checked(account=account, **known)
    return replace_account(family=ana.family, details=told, from_on=date(2026, 1, day), by=ana.user, now=now)


def test_nothing_readable_is_stored(ana: Person, now: datetime) -> None:
    put(ana, now)
    with connection.cursor() as cursor:
        for table in ("members_bankaccount", "members_historicalbankaccount"):
            cursor.execute(f"SELECT holder, account, bic FROM {table}")
            stored = str(cursor.fetchall())
            assert not any(secret in stored for secret in ("Otieno", "6769", "0961"))
    assert BankAccount.objects.get().account == IBAN.replace(" ", "")
    assert "6769" not in repr(BankAccount.objects.get().__dict__["_state"])


def test_a_new_account_replaces_the_old_one(ana: Person, now: datetime) -> None:
    first, second = put(ana, now), put(ana, now, "DE89370400440532013000", day=5)
    first.refresh_from_db()
    assert (first.replaced_on, second.replaced_on) == (date(2026, 1, 5), None)
    acts = AuditEntry.objects.filter(object_type="members.bankaccount").order_by("at", "act")
    assert {entry.detail["account"] for entry in acts} == {"BE•• •••• 6769", "DE•• •••• 3000"}
    with pytest.raises(IntegrityError), transaction.atomic():
        BankAccount.objects.filter(pk=first.pk).update(replaced_on=None)


@pytest.mark.parametrize(
    ("account", "masked"),
    [(IBAN, "BE•• •••• 6769"), ("123456789012", "•••• 9012"), ("12345", "•••• 45")],
)
def test_masked(account: str, masked: str) -> None:
    assert BankAccount(account=account).masked == masked
