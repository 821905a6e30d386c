"""Asking for bank details where money cannot go out without them: by mail once each time, and on the pages."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from claims.payments.models import Payment, Transfer
from claims.payments.told import MISSING, RETURNED
from portal.members import bank
from portal.members.models import BankAccount, Person
from portal.notices.telling import Mail, tell
from portal.notices.topics import What

MISSING_KIND, RETURNED_KIND = MISSING.code, RETURNED.code


def ask_for_details(payments: Iterable[Payment], *, now: datetime) -> None:
    """Asks the families among the payees that have no account a bank would take. Once for each account, or none.

    In the caller's transaction. One query where all have one.
    """
    families = {payment.family_id for payment in payments if payment.family_id}
    if not families:
        return
    accounts = BankAccount.objects.filter(family__in=families, replaced_on__isnull=True)
    unfit = {account.family_id: account for account in accounts if bank.known(account) is None}
    missing = families - {account.family_id for account in accounts}
    for family in sorted(missing | unfit.keys(), key=str):
        _tell(MISSING, family, unfit[family].pk if family in unfit else family, now)


def ask_after_return(transfer: Transfer, *, now: datetime) -> None:
    """Asks the family whose money came back, once for each transfer."""
    if transfer.payment.family_id:
        _tell(RETURNED, transfer.payment.family_id, transfer.pk, now)


def _tell(what: What, family: UUID, key: UUID, now: datetime) -> None:
    reader = Person.objects.filter(family=family, relation=Person.Relation.PARTICIPANT).first()
    if reader is None:
        return
    mail = Mail("bank_details_needed", reader.email, reader.language)
    tell(what=what, reader=reader, key=key, link=reverse("members:bank_details"), mail=mail, now=now)
