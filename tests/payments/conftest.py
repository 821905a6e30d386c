"""Settled claims of Ana's, her account, and two colleagues of finance."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.adjudication import settle
from claims.models import Claim, OfficeRules, Settlement
from claims.payments.due import pay_claims
from claims.payments.models import Payment, PaymentRun
from claims.payments.runs import prepare_run, release_run
from portal.members.bank import replace_account
from portal.members.bank_formats import Details, checked
from portal.members.models import BankAccount, Person, User
from tests.claims.conftest import clock, drafted, figures, line, private, sent, still_bell
from tests.people import PASSWORD, make_staff

__all__ = ["clock", "drafted", "figures", "private", "sent", "still_bell"]
IBAN, OTHER_IBAN = "BE71 0961 2345 6769", "DE89 3704 0044 0532 0130 00"
Settled = Callable[..., Claim]


def details(account: str = IBAN, **fields: str) -> Details:
    """Checked details of Ana's account in Belgium."""
    known = {"holder": "Ana Otieno", "bic": "", "clearing": "", "country": account[:2], "currency": "EUR"}
    return checked(account=account, **{**known, **fields})


@pytest.fixture
def give_account(now: datetime) -> Callable[..., BankAccount]:
    """`give_account(ana)`: an account of hers, as she gives it herself."""

    def give(person: Person, account: str = IBAN, **fields: str) -> BankAccount:
        assert person.user
        told = details(account, **fields)
        return replace_account(family=person.family, details=told, from_on=now.date(), by=person.user, now=now)

    return give


@pytest.fixture
def _straight(db: None, now: datetime) -> None:
    """The office looks at nothing, however much it is."""
    OfficeRules.objects.create(straight_through=Decimal(10**6), why="trial", by=make_staff("head"), at=now)


@pytest.fixture
def settled(sent: Settled, now: datetime, _straight: None) -> Settled:
    """`settled(100)`: a claim of which the plan pays 80% of that, its payment made."""

    def make(charged: int = 100, *, paid: bool = True, patient: Person | None = None, **fields: Any) -> Claim:
        whose = {"patient": patient, "by": patient.user} if patient else {}
        claim = sent(line(charged=Decimal(charged), **fields), **whose)
        settle(claim_id=claim.pk, now=now)
        claim.refresh_from_db()
        assert claim.state == Claim.State.SETTLED
        if paid:
            pay_claims(claim_ids=[claim.pk], now=now)
        return claim

    return make


@pytest.fixture
def preparer(db: None) -> User:
    """Who prepares runs."""
    return make_staff("preparer", "finance")


@pytest.fixture
def releaser(db: None) -> User:
    """Who releases them."""
    return make_staff("releaser", "finance")


@pytest.fixture
def prepared(preparer: User, now: datetime) -> Callable[..., PaymentRun]:
    """`prepared()`: a run of everything that can go out in dollars."""

    def make(currency: str = "USD") -> PaymentRun:
        return prepare_run(currency=currency, execution_on=now.date(), by=preparer, now=now)

    return make


@pytest.fixture
def released(prepared: Callable[..., PaymentRun], releaser: User, now: datetime) -> Callable[..., PaymentRun]:
    """The same, released."""
    return lambda currency="USD": release_run(run_id=prepared(currency).pk, by=releaser, now=now)


def live(claim: Claim) -> Settlement:
    """The settlement in force."""
    return claim.settlements.live().get()


def payment_of(claim: Claim) -> Payment:
    """The one payment of the settlement in force."""
    return Payment.objects.standing().get(settlement=live(claim))


def confirm(client: Client) -> None:
    """The password once more."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
