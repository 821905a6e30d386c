"""What members see of their money: on the page of a claim, in their list, on the first page, and their bank details."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from claims.adjudication import settle
from claims.direct import pay_provider
from claims.models import Claim
from claims.notes import printed
from claims.payments import statuses
from claims.payments.due import pay_claims, pay_stop_loss
from claims.payments.models import PaymentRun
from claims.stop_loss import settle_stop_loss
from portal.entitlements.models import ReferenceSalary
from portal.members.models import AuditEntry, BankAccount, Person, User
from portal.post.models import Dispatch
from providers.models import Provider
from tests.claims.pages import Page, assert_error, page
from tests.payments.bank_says import entry, notification, status_report
from tests.payments.conftest import IBAN, confirm, live
from tests.payments.test_due import again

pytestmark = pytest.mark.usefixtures("still_bell", "clock")
Settled = Callable[..., Claim]
Give = Callable[..., BankAccount]
Run = Callable[..., PaymentRun]
CHANGE = "/account/bank/change/"
TYPED = {"holder": "Ana Otieno", "country": "BE", "account": IBAN.lower(), "bic": "", "clearing": "", "currency": "EUR"}


def shown(client: Client, claim: Claim) -> str:
    """The page of a claim as read."""
    return " ".join(Page(client.get(page("status", claim))).text.split())


def test_each_step_of_a_payment_is_told(
    settled: Settled, ana: Person, ana_client: Client, give_account: Give, prepared: Run, released: Run, releaser: User,
    now: datetime,
) -> None:  # fmt: skip
    claim = settled(100)
    assert "80.00 USD waits, because we have no bank details that work." in shown(ana_client, claim)
    assert "Money waits for you" in Page(ana_client.get("/")).text
    give_account(ana)
    assert "Money waits for you" not in Page(ana_client.get("/")).text
    assert "80.00 USD goes out with our next payment run." in shown(ana_client, claim)
    transfer = released().transfers.select_related("run").get()
    assert "80.00 USD is on its way." in shown(ana_client, claim)
    assert "On its way" in Page(ana_client.get(reverse("claims:history"))).text
    book(notification([entry(transfer)]), releaser, now)
    assert "80.00 USD was paid on 24 November 2026 to the account ending in 6769." in shown(ana_client, claim)
    book(notification([entry(transfer, back="AC04")], number="N2"), releaser, now)
    assert "80.00 USD came back from your bank. Please give us new bank details" in shown(ana_client, claim)
    assert "Money waits for you" in Page(ana_client.get("/")).text


def book(content: bytes, by: User, now: datetime) -> None:
    """Read and book a file of the bank."""
    file = statuses.read_file(content=content, by=by, now=now)
    statuses.book_file(file_id=file.pk, by=by, now=now)


def test_what_is_owed_back_and_what_is_looked_into_is_told(
    settled: Settled, ana: Person, ana_client: Client, give_account: Give, released: Run, releaser: User, now: datetime
) -> None:
    give_account(ana)
    claim, other = settled(100), settled(75)
    sent_ones = released().transfers.select_related("payment__settlement", "run")
    transfers = {one.payment.settlement.claim_id: one for one in sent_ones}  # type: ignore[union-attr]
    again(claim, 50, releaser, now)
    assert "40.00 USD was paid more than the new decision gives." in shown(ana_client, claim)
    book(status_report((transfers[other.pk], "RJCT", "AM04")), releaser, now)
    told = shown(ana_client, other)
    assert "60.00 USD came back from the bank. We are looking into it" in told
    assert "Give bank details" not in told


@pytest.mark.usefixtures("_straight")
def test_a_provider_paid_directly_is_named_with_the_share(
    sent: Settled, ana_client: Client, releaser: User, now: datetime
) -> None:
    hospital = Provider.objects.create(name="Aga Khan Hospital", kind="hospital", country="KE", city="Nairobi")
    claim = sent()
    pay_provider(claim_id=claim.pk, provider=hospital, by=releaser, now=now)
    settle(claim_id=claim.pk, now=now)
    pay_claims(claim_ids=[claim.pk], now=now)
    told = shown(ana_client, claim)
    sentence = "The plan pays Aga Khan Hospital directly. Your own part is 20.00 USD: please pay it to them."
    assert sentence in told
    note = render_to_string("claims/papers/settlement_note.html", printed(live(claim)))
    assert sentence in " ".join(re.sub("<[^>]+>", "", note).split())
    assert "Money waits for you" not in Page(ana_client.get("/")).text


def test_bank_details_change_after_a_second_look_at_who_it_is(ana: Person, ana_client: Client, now: datetime) -> None:
    assert ana_client.get(CHANGE).headers["Location"].startswith(reverse("account_reauthenticate"))
    assert ana_client.post(CHANGE, TYPED).status_code == 302
    assert "account_reauthentication_state" not in ana_client.session, "what was typed is kept nowhere"
    confirm(ana_client)
    with time_machine.travel(now + timedelta(minutes=10)):
        assert ana_client.get(CHANGE).status_code == 302
        assert not BankAccount.objects.exists()
        assert ana_client.post(CHANGE, TYPED).headers["Location"] == "/account/bank/", "filling in may take a while"
    account = BankAccount.objects.get()
    assert (account.account, account.country) == ("BE71096123456769", "BE")
    mail = Dispatch.objects.get(kind="bank-details-changed")
    assert mail.recipient == ana.email
    assert not any(secret in mail.subject + mail.body_text for secret in ("6769", "BE71"))
    seen = ana_client.get("/account/bank/").content.decode()
    assert "BE•• •••• 6769" in seen
    assert "BE71" not in seen
    assert AuditEntry.objects.get(act="bank_account.added").detail == {"account": "BE•• •••• 6769"}
    confirm(ana_client)
    assert Page(ana_client.get(CHANGE)).value("account") == "BE71096123456769", "in full on the form alone"


def test_nobody_but_the_participant_changes_them(
    ana: Person, ben_client: Client, dario_client: Client, stranger_client: Client, give_account: Give
) -> None:
    give_account(ana)
    for client in (ben_client, dario_client):
        confirm(client)
        assert client.get(CHANGE).status_code == 404
        assert client.post(CHANGE, TYPED).status_code == 404
        assert "•••• 6769" in client.get("/account/bank/").content.decode()
    assert "6769" not in stranger_client.get("/account/bank/").content.decode()
    assert BankAccount.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"account": "BE71 0961 2345 6768"}, "account", "This IBAN cannot be right"),
        ({"account": "DE89370400440532013000"}, "account", "begins with its two letters"),
        ({"bic": "DEUTDEFF"}, "bic", "another country"),
        ({"bic": "GKCC"}, "bic", "8 or 11"),
        ({"holder": "آنا"}, "holder", "Latin letters"),
        ({"country": "KE", "account": "0100 4417 22"}, "bic", "Type the BIC"),
        ({"country": "KE", "account": "01/\u202e", "bic": "KESBKENA"}, "account", "4 to 34"),
        ({"country": "US", "account": "12345678", "clearing": "021000022"}, "clearing", "routing number"),
        ({"country": "US", "account": "AB345678", "clearing": "021000021"}, "account", "4 to 17 digits"),
        ({"country": "MX", "account": "032180000118359718", "bic": "BNMXMXMM"}, "account", "CLABE"),
        ({"country": "IN", "account": "12345678", "clearing": "SBIN1000001"}, "clearing", "IFSC"),
        ({"country": "AU", "account": "12345678", "clearing": "١٢٣٤٥٦"}, "clearing", "BSB"),
        ({"account": ""}, "account", "required"),
    ],
)
def test_details_that_no_bank_would_take_are_told_beside_their_field(
    ana_client: Client, typed: dict[str, Any], field: str, words: str
) -> None:
    confirm(ana_client)
    assert_error(ana_client.post(CHANGE, {**TYPED, **typed}), field, words)
    assert not BankAccount.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"country": "US", "account": "000 123-456789", "clearing": "021000021"},
        {"country": "MX", "account": "032180000118359719", "bic": "BNMXMXMM"},
        {"country": "IN", "account": "12345678901", "clearing": "sbin0000001"},
        {"country": "KE", "account": "0100 4417 2290 18", "bic": "kesbkena"},
        {"country": "JO", "account": "JO71 CBJO 0000 0000 0000 1234 5678 90", "holder": "Layla Khoury-Žižek"},
    ],
)
def test_details_of_many_countries_are_taken(ana_client: Client, typed: dict[str, Any]) -> None:
    confirm(ana_client)
    assert ana_client.post(CHANGE, {**TYPED, **typed}).status_code == 302
    assert BankAccount.objects.count() == 1


def test_a_stop_loss_tells_of_its_payment(
    settled: Settled, ana: Person, ana_client: Client, give_account: Give, released: Run, releaser: User, now: datetime
) -> None:
    give_account(ana)
    ReferenceSalary.objects.all().update(amount=Decimal(50_000))
    settled(13_000, paid=False)
    (settlement,) = settle_stop_loss(family_id=ana.family_id, now=now)
    pay_stop_loss(settlement_id=settlement.pk, now=now)
    released()
    told = " ".join(Page(ana_client.get(reverse("claims:stop_loss", args=[settlement.pk]))).text.split())
    assert "80.00 USD is on its way." in told
