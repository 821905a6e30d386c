"""The books: they only grow, they sum to zero, and the proof finds what does not agree."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import Claim
from claims.payments.models import Account, Event, LedgerEntry, Payment
from claims.payments.proof import prove
from portal.members.models import Person
from portal.work.jobs import drain
from portal.work.models import Job
from tests.payments.conftest import live, payment_of

pytestmark = pytest.mark.usefixtures("still_bell")
Settled = Callable[..., Claim]


def test_the_books_only_grow_and_cannot_fail_to_sum(settled: Settled, ana: Person, now: datetime) -> None:
    entry = LedgerEntry.objects.get(settlement=live(settled()))
    for change in (
        lambda: LedgerEntry.objects.update(amount=1),
        lambda: entry.delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    whole = {"family": ana.family, "settlement": entry.settlement, "currency": "USD", "at": now, "amount": 5}
    wrong: list[dict[str, Any]] = [
        {"event": Event.PAID, "debit": Account.TRANSIT, "credit": Account.TRANSIT},
        {"event": Event.PAID, "debit": Account.BENEFITS, "credit": Account.BANK},
        {"event": Event.PAID, "debit": Account.TRANSIT, "credit": Account.BANK, "amount": 0},
        {"event": Event.SETTLED, "debit": Account.BENEFITS, "credit": Account.OWED},
        {"event": Event.PAID, "debit": Account.TRANSIT, "credit": Account.BANK, "family": None},
    ]
    for one in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            LedgerEntry.objects.create(**{**whole, **one})


def test_the_proof_finds_what_is_wrong(settled: Settled, ana: Person, now: datetime) -> None:
    payment = payment_of(settled())
    assert prove().holds
    Payment.objects.filter(pk=payment.pk).update(amount=Decimal("79.99"))
    proof = prove()
    assert not proof.holds
    assert [(line.currency, line.facts) for line in proof.lines if not line.holds] == [("USD", Decimal("79.990"))]
    settled(paid=False)
    assert prove().waiting == 1
    drain(now + timedelta(seconds=1))
    assert prove().waiting == 0


def test_the_command_proves_and_catches_up(settled: Settled, now: datetime) -> None:
    claim = settled(paid=False)
    Job.objects.filter(kind="payments.pay").delete()  # settled before the portal could pay
    assert "entered yet: 1" in proved("--catch-up")
    drain(timezone.now())
    assert "80.00 = 80.00 USD" in proved()
    Payment.objects.filter(settlement=live(claim)).update(amount=Decimal("80.01"))
    with pytest.raises(CommandError, match="do not agree"):
        proved()


def proved(*words: str) -> str:
    """What the command says."""
    said = StringIO()
    call_command("prove_ledger", *words, stdout=said)
    return said.getvalue()
