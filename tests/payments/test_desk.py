"""The desk of finance: from the waiting payment to the file, the bank's answer, what is owed back, and who may."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims.models import Claim
from claims.payments.models import BankFile, BankLine, Payment, PaymentRun, ProviderAccount, Receivable, Transfer
from claims.payments.runs import prepare_run
from portal.members.models import AuditEntry, BankAccount, Person, User
from providers.models import Provider
from tests.claims.pages import Page
from tests.payments.bank_says import entry, notification
from tests.payments.conftest import confirm, live, payment_of
from tests.payments.test_due import again

pytestmark = pytest.mark.usefixtures("still_bell", "clock")
Settled = Callable[..., Claim]
Give = Callable[..., BankAccount]
Run = Callable[..., PaymentRun]
Staff = Callable[..., Client]
OVERVIEW = "/admin/money/"


def said(response: Any) -> str:
    """The messages of an answer."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def upload(client: Client, content: bytes) -> Any:
    """A file of the bank, sent to the desk."""
    return client.post(reverse("money:upload"), {"file": SimpleUploadedFile("bank.xml", content)})


def test_from_the_waiting_payment_to_paid(
    settled: Settled, ana: Person, give_account: Give, staff_client: Staff, now: datetime
) -> None:
    give_account(ana)
    claim = settled(100)
    one, two = staff_client("finance", reference="one"), staff_client("finance", reference="two")
    assert "80.00" in Page(one.get(OVERVIEW)).text
    assert "Say on which day" in said(one.post(reverse("money:prepare"), {"currency": "USD"}))
    one.post(reverse("money:prepare"), {"currency": "USD", "execution_on": now.date().isoformat()})
    run = PaymentRun.objects.get()
    at_run = reverse("money:run", args=[run.pk])
    assert "You prepared this run" in Page(one.get(at_run)).text
    assert "does not release" in said(one.post(reverse("money:release", args=[run.pk])))
    assert "only after" in said(two.post(reverse("money:fetch", args=[run.pk])))
    shown = Page(two.get(at_run)).text
    assert "BE•• •••• 6769" in shown
    assert "BE71096123456769" not in shown
    assert "released" in said(two.post(reverse("money:release", args=[run.pk])))
    assert "already in the state" in said(two.post(reverse("money:release", args=[run.pk])))
    file = two.post(reverse("money:fetch", args=[run.pk]))
    assert (file.headers["Content-Type"], file.headers["Cache-Control"]) == ("application/xml", "no-store")
    assert b"BE71096123456769" in b"".join(file)  # type: ignore[call-overload]
    transfer = Transfer.objects.select_related("run").get()
    upload(two, notification([entry(transfer)]))
    read = reverse("money:bank_file", args=[BankFile.objects.get().pk])
    assert "What would come of it" in Page(two.get(read)).text
    assert payment_of(claim).state == Payment.State.SENT
    two.post(reverse("money:book", args=[BankFile.objects.get().pk]))
    assert "booked already" in said(two.post(reverse("money:book", args=[BankFile.objects.get().pk])))
    assert payment_of(claim).state == Payment.State.PAID
    assert "Everything agrees" in Page(one.get(reverse("money:proof"))).text
    acts = set(AuditEntry.objects.filter(by=two.user).values_list("act", flat=True))  # type: ignore[attr-defined]
    assert {"payment_run.released", "payment_run.file_fetched", "bank_file.read", "bank_file.booked"} <= acts
    assert AuditEntry.objects.filter(act="payment.paid", family=ana.family_id).exists()


def test_a_damaged_file_and_an_unknown_payment(
    settled: Settled, ana: Person, give_account: Give, released: Run, staff_client: Staff
) -> None:
    give_account(ana)
    settled(100)
    released()
    desk = staff_client("finance")
    content = notification([entry("unknown-to-us", amount=12)])
    assert "ends in the middle" in said(upload(desk, content[:-40]))
    assert "This field is required" in said(desk.post(reverse("money:upload")))
    assert not BankFile.objects.exists()
    for _twice in range(2):
        upload(desk, content)
    desk.post(reverse("money:book", args=[BankFile.objects.get().pk]))
    assert "Not one of our payments" in Page(desk.get(OVERVIEW)).text
    at_line = reverse("money:handled", args=[BankLine.objects.get().pk])
    assert "Say what was done" in said(desk.post(at_line, {"note": ""}))
    desk.post(at_line, {"note": "a refund of the bank itself"})
    assert "Not one of our payments" not in Page(desk.get(OVERVIEW)).text


def test_what_is_owed_back_is_set_off_by_a_person(
    settled: Settled, ana: Person, give_account: Give, released: Run, staff_client: Staff, releaser: User, now: datetime
) -> None:
    give_account(ana)
    claim = settled(100)
    released()
    again(claim, 50, releaser, now)
    later = settled(100)
    desk, receivable = staff_client("finance"), Receivable.objects.get()
    at = reverse("money:receivable", args=[receivable.pk])
    assert str(live(later)) in desk.get(at).content.decode()
    empty = Page(desk.post(at, {"act": "net", "net-payment": "", "net-why": ""}))
    assert "This field is required" in empty.text
    net = {"act": "net", "net-payment": str(payment_of(later).pk), "net-why": "as she asked"}
    assert desk.post(at, net).status_code == 302
    assert payment_of(later).to_transfer == 40
    assert "as she asked" in Page(desk.get(at)).text
    more = {"act": "close", "close-kind": "waived", "close-amount": "1", "close-why": "x"}
    assert "not owed any more" in said(desk.post(at, more))


def test_money_that_came_back_is_tried_again(
    settled: Settled, ana: Person, give_account: Give, released: Run, staff_client: Staff
) -> None:
    give_account(ana)
    payment = payment_of(settled(100))
    transfer = released().transfers.select_related("run").get()
    desk = staff_client("finance")
    upload(desk, notification([entry(transfer, back="AC04")]))
    desk.post(reverse("money:book", args=[BankFile.objects.get().pk]))
    assert "reason AC04" in Page(desk.get(OVERVIEW)).text
    desk.post(reverse("money:again", args=[payment.pk]))
    payment.refresh_from_db()
    assert payment.state == Payment.State.WAITING
    assert "not one that came back" in said(desk.post(reverse("money:again", args=[payment.pk])))


def test_a_provider_s_account_is_kept_after_a_second_look_at_who_it_is(
    staff_client: Staff, clock: None, settings: Any
) -> None:
    provider = Provider.objects.create(name="Aga Khan Hospital", kind="hospital", country="KE", city="Nairobi")
    at = reverse("money:provider_account", args=[provider.pk])
    desk = staff_client("finance")
    assert desk.get(at).headers["Location"].startswith(reverse("account_reauthenticate"))
    confirm(desk)
    typed = {"holder": "Aga Khan Hospital", "country": "KE", "account": "0100 4417", "currency": "KES"}
    assert "Type the BIC" in Page(desk.post(at, typed)).text
    assert desk.post(at, {**typed, "bic": "KESBKENA"}).status_code == 302
    assert ProviderAccount.objects.get().masked == "•••• 17"
    assert "01004417" not in desk.get(at).content.decode()


@pytest.mark.parametrize("role", ["assessor", "member services", "auditor", "provider relations"])
def test_nobody_else_acts_on_money(
    settled: Settled, ana: Person, give_account: Give, preparer: User, staff_client: Staff, now: datetime, role: str
) -> None:
    give_account(ana)
    payment = payment_of(settled(100))
    run = prepare_run(currency="USD", execution_on=now.date(), by=preparer, now=now)
    provider = Provider.objects.create(name="Clinic", kind="clinic", country="KE", city="Nairobi")
    desk = staff_client(role)
    acts = [
        reverse("money:prepare"),
        reverse("money:upload"),
        reverse("money:again", args=[payment.pk]),
        *(reverse(f"money:{name}", args=[run.pk]) for name in ("release", "discard", "fetch")),
        reverse("money:provider_account", args=[provider.pk]),
    ]
    assert {desk.post(at).status_code for at in acts} == {404}
    reads = 200 if role == "auditor" else 404
    for at in (OVERVIEW, reverse("money:proof"), reverse("money:run", args=[run.pk])):
        assert desk.get(at).status_code == reads
    run.refresh_from_db()
    assert run.state == PaymentRun.State.PREPARED
    assert Client().get(OVERVIEW).status_code == 302


def test_lists_of_the_admin_open(
    settled: Settled, ana: Person, give_account: Give, prepared: Run, staff_client: Staff
) -> None:
    give_account(ana)
    claim = settled(100)
    run = prepared()
    desk = staff_client("finance")
    for kind, key in (("payment", payment_of(claim).pk), ("paymentrun", run.pk)):
        assert desk.get(reverse(f"admin:payments_{kind}_changelist")).status_code == 200
        assert desk.get(reverse(f"admin:payments_{kind}_change", args=[key])).status_code == 200
    assert desk.get(reverse("admin:payments_ledgerentry_changelist")).status_code == 200
