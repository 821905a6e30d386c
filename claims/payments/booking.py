"""Writing the books: what happened, taken down as entries that name both of their accounts."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from claims.payments.models import MOVES, Event, LedgerEntry, Recovery, Transfer
from claims.payments.models.payment import Payable
from portal.members.models import User

OF_WHOM = ("family_id", "provider_id", "settlement_id", "stop_loss_id", "currency")


def entry(
    event: Event,
    about: Payable,
    *,
    now: datetime,
    by: User | None,
    amount: Decimal | None = None,
    transfer: Transfer | None = None,
    recovery: Recovery | None = None,
) -> LedgerEntry:
    """An entry, not saved: `amount` (all of it unless given) of a payment or receivable moves as the event says."""
    debit, credit = MOVES[event]
    return LedgerEntry(
        at=now,
        event=event,
        debit=debit,
        credit=credit,
        amount=about.amount if amount is None else amount,
        transfer=transfer,
        recovery=recovery,
        by=by,
        **{name: getattr(about, name) for name in OF_WHOM},
    )


def of_transfers(event: Event, transfers: Iterable[Transfer], *, now: datetime, by: User | None) -> list[LedgerEntry]:
    """The same event for several transfers with their payments loaded, not saved."""
    return [
        entry(event, transfer.payment, now=now, by=by, amount=transfer.amount, transfer=transfer)
        for transfer in transfers
    ]


def write(entries: Iterable[Any]) -> None:
    """Into the books, with one statement."""
    LedgerEntry.objects.bulk_create(entries)
