"""Which payments can go out now: those whose payee has an account that a bank would take and none sent back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from claims.payments.models import Payment, ProviderAccount, Transfer
from portal.members import bank
from portal.members.bank_formats import Details
from portal.members.models import BankAccount

# What a bank says when the account is not to blame (ISO 20022 external reasons): then nobody is asked for another.
OUR_SIDE = """
    AG02 AM01 AM02 AM03 AM04 AM05 AM06 AM07 AM09 AM10 AM12 AM16 AM18 CURR DT01 DT06 DUPL ED05 FF01 FF03 FF05 FOCR MD07
    RF01 TA01 TECH TM01 TS01 TS04 UPAY
"""
NOT_THE_ACCOUNT = frozenset(OUR_SIDE.split())


@dataclass(frozen=True)
class Ready:
    """A payment with the account it goes to, and that account's details as a bank takes them."""

    payment: Payment
    account: BankAccount | ProviderAccount
    details: Details


def ready(payments: Iterable[Payment]) -> list[Ready]:
    """Those of the payments that can go out. Three queries."""
    payments = list(payments)
    usable = usable_accounts(
        families={one.family_id for one in payments if one.family_id},
        providers={one.provider_id for one in payments if one.provider_id},
    )
    found = ((payment, usable.get(payment.family_id or payment.provider_id)) for payment in payments)  # type: ignore[arg-type]
    return [Ready(payment, *account) for payment, account in found if account]


def usable_accounts(
    *, families: Collection[UUID] = (), providers: Collection[UUID] = ()
) -> dict[UUID, tuple[BankAccount | ProviderAccount, Details]]:
    """The account in use of each family and provider, where money can be sent to it. At most three queries."""
    accounts: dict[UUID, BankAccount | ProviderAccount] = {}
    if families:
        in_use = BankAccount.objects.filter(family__in=families, replaced_on__isnull=True)
        accounts |= {one.family_id: one for one in in_use}
    if providers:
        theirs = ProviderAccount.objects.filter(provider__in=providers, replaced_on__isnull=True)
        accounts |= {one.provider_id: one for one in theirs}
    bad = sent_back({one.pk for one in accounts.values()})
    fit = {owner: (one, bank.known(one)) for owner, one in accounts.items() if one.pk not in bad}
    return {owner: (one, details) for owner, (one, details) in fit.items() if details}


def sent_back(account_ids: Collection[UUID]) -> set[UUID]:
    """Those of the accounts that money came back from, unless a person said to try them again."""
    if not account_ids:
        return set()
    back = Transfer.objects.filter(
        Q(bank_account__in=account_ids) | Q(provider_account__in=account_ids),
        state__in=[Transfer.State.REJECTED, Transfer.State.RETURNED],
        tried_again_by__isnull=True,
    ).exclude(reason__in=NOT_THE_ACCOUNT)
    return {one or other for one, other in back.values_list("bank_account", "provider_account")}
