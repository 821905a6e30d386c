"""What the bank tells: read whole or not at all, booked once, and what is not ours waits for a person."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from claims.models import Claim
from claims.payments import statuses
from claims.payments.bank_xml import Unreadable, read
from claims.payments.models import BankFile, BankLine, Event, LedgerEntry, Payment, PaymentRun, Transfer
from claims.payments.proof import prove
from claims.payments.runs import NothingToPay
from portal.members.models import AuditEntry, BankAccount, Person, User
from portal.post.models import Dispatch
from tests.payments.bank_says import entry, notification, status_report
from tests.payments.conftest import OTHER_IBAN, payment_of
from tests.payments.test_due import again

pytestmark = pytest.mark.usefixtures("still_bell")
Settled = Callable[..., Claim]
Give = Callable[..., BankAccount]
Run = Callable[..., PaymentRun]
BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>&b;</BkToCstmrDbtCdtNtfctn>
</Document>"""


@pytest.fixture
def book(releaser: User, now: datetime) -> Callable[..., BankFile]:
    """`book(content)`: a file read and booked."""

    def act(content: bytes) -> BankFile:
        file = statuses.read_file(content=content, by=releaser, now=now)
        return statuses.book_file(file_id=file.pk, by=releaser, now=now)

    return act


@pytest.fixture
def three(settled: Settled, ana: Person, give_account: Give, released: Run) -> list[Transfer]:
    """Three transfers at the bank: 80, 60 and 40 dollars."""
    give_account(ana)
    for charged in (100, 75, 50):
        settled(charged)
    return list(released().transfers.select_related("run", "payment").order_by("-amount"))


def outcomes(file: BankFile) -> list[str]:
    """What became of each line."""
    return list(file.lines.order_by("position").values_list("outcome", flat=True))


def states() -> list[str]:
    """Of all payments, oldest first."""
    return list(Payment.objects.order_by("-amount").values_list("state", flat=True))


def test_paid_on_its_value_date_once(three: list[Transfer], book: Callable[..., BankFile]) -> None:
    content = notification(map(entry, three))
    file = statuses.read_file(content=content, by=three[0].run.prepared_by, now=three[0].run.prepared_at)
    assert states() == ["sent"] * 3, "read is not booked"
    assert [statuses.planned(line) for line in file.lines.select_related("transfer__run")] == ["booked"] * 3
    assert outcomes(book(content)) == ["booked"] * 3
    assert states() == ["paid"] * 3
    assert {one.paid_on for one in Transfer.objects.all()} == {date(2026, 11, 24)}
    with pytest.raises(statuses.BookedAlready):
        book(content)
    again = notification(map(entry, three), number="N2")
    assert outcomes(book(again)) == ["nothing"] * 3
    assert LedgerEntry.objects.filter(event=Event.PAID).count() == 3
    assert prove().holds


def test_what_came_back_is_asked_for_and_paid_to_the_new_account(
    three: list[Transfer], book: Callable[..., BankFile], ana: Person, give_account: Give, released: Run
) -> None:
    first, second, third = three
    book(notification([entry(first), entry(second)]))
    book(notification([entry(first, back="AC04")], number="N2"))
    book(status_report((third, "RJCT", "AC01"), run=third.run))
    assert states() == ["returned", "paid", "returned"]
    mails = Dispatch.objects.filter(kind="bank-details-returned")
    assert {mail.recipient for mail in mails} == {ana.email}
    assert mails.count() == 2
    assert not any("80" in mail.subject + mail.body_text.replace("8000", "") for mail in mails)
    assert prove().holds
    give_account(ana, OTHER_IBAN)
    assert states() == ["waiting", "paid", "waiting"]
    run = released()
    assert {one.account.ending for one in run.transfers.all()} == {"3000"}
    assert not set(run.transfers.values_list("end_to_end_id", flat=True)) & {one.end_to_end_id for one in three}
    assert prove().holds


def test_an_account_that_sent_money_back_is_not_tried_again_by_itself(
    three: list[Transfer], book: Callable[..., BankFile], settled: Settled, prepared: Run, releaser: User, now: datetime
) -> None:
    book(notification([entry(one, back="AC04") for one in three]))
    settled(20)
    with pytest.raises(NothingToPay):
        prepared()
    for payment in Payment.objects.filter(state="returned"):
        statuses.try_again(payment_id=payment.pk, by=releaser, now=now)
    with pytest.raises(statuses.NotReturned):
        statuses.try_again(payment_id=three[0].payment_id, by=releaser, now=now)
    assert prepared().count == 4


def test_our_own_side_s_troubles_ask_nobody(three: list[Transfer], book: Callable[..., BankFile]) -> None:
    book(status_report(*((one, "RJCT", "AM04") for one in three), run=three[0].run))
    assert states() == ["returned"] * 3
    assert not Dispatch.objects.filter(kind="bank-details-returned").exists()
    assert prove().holds


def test_a_whole_run_is_rejected_with_one_word(three: list[Transfer], book: Callable[..., BankFile]) -> None:
    assert outcomes(book(status_report(run=three[0].run, group="ACCP"))) == ["nothing"] * 3
    assert outcomes(book(status_report(run=three[0].run, group="RJCT"))) == ["booked"] * 3
    assert states() == ["returned"] * 3


def test_charges_of_the_way_back_are_the_plan_s(three: list[Transfer], book: Callable[..., BankFile]) -> None:
    book(notification([entry(three[0])]))
    book(notification([entry(three[0], back="AC04", amount=65)], number="N2"))
    moved = LedgerEntry.objects.filter(transfer=three[0]).values_list("event", "amount")
    assert dict(moved) == {"released": 80, "paid": 80, "returned": 65, "charged": 15}
    assert payment_of(three[0].payment.settlement.claim).to_transfer == 80  # type: ignore[union-attr]
    assert prove().holds


def test_what_is_not_ours_or_does_not_fit_waits_for_a_person(
    three: list[Transfer], book: Callable[..., BankFile], releaser: User, now: datetime
) -> None:
    odd = [
        entry("somebody-else", amount=10),
        entry(three[0], amount=79),
        entry(three[1], currency="EUR"),
        entry(three[2], back="AC04", amount=41),
    ]
    file = book(notification(odd))
    assert outcomes(file) == ["unknown", "differs", "differs", "differs"]
    assert states() == ["sent"] * 3
    line = file.lines.order_by("position").first()
    assert line
    with pytest.raises(statuses.NothingSaid):
        statuses.handle_line(line_id=line.pk, note=" ", by=releaser, now=now)
    statuses.handle_line(line_id=line.pk, note="asked the bank: not ours", by=releaser, now=now)
    assert BankLine.objects.for_a_person().count() == 3
    assert AuditEntry.objects.filter(act="bank_line.handled").count() == 1
    assert prove().holds


def test_money_that_came_back_for_a_replaced_settlement_is_paid_as_the_new_one_says(
    settled: Settled, ana: Person, give_account: Give, released: Run, book: Callable[..., BankFile], releaser: User,
    now: datetime,
) -> None:  # fmt: skip
    give_account(ana)
    claim = settled(100)
    (transfer,) = released().transfers.select_related("run")
    again(claim, 50, releaser, now)
    book(notification([entry(transfer, back="AC04")]))
    assert payment_of(claim).amount == 40
    assert sorted(states()) == ["cancelled", "waiting"]
    assert prove().holds


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_ends_in_the_middle_changes_nothing(
    three: list[Transfer], releaser: User, now: datetime, kept: float
) -> None:
    content = notification(map(entry, three))
    with pytest.raises(Unreadable):
        statuses.read_file(content=content[: int(len(content) * kept)], by=releaser, now=now)
    assert not BankFile.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff" * 50,
        b"date;amount\n1;2",
        b"<Document/>",
        BOMB,
        BOMB.decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16"),
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><a/></Document>',
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"/>',
        notification([entry("x", amount="1")]).replace(b">1<", b">one<"),
        notification([entry("x", amount="1")]).replace(b">1<", b">-1<"),
        notification([entry("x", amount="1")]).replace(b"2026-11-24<", b"yesterday<"),
        notification([entry("x", amount="1")], count=2),
        b'<!DOCTYPE d SYSTEM "file:///etc/passwd">' + notification([entry("x", amount=1)]).partition(b"?>")[2],
        b"<a>" * 5000 + b"</a>" * 5000,
        b" " * (5 * 1024 * 1024 + 1),
    ],
)
def test_hostile_and_foreign_files_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(content)
    assert len(str(refusal.value.message)) > 20


def test_a_failure_while_booking_books_nothing(
    three: list[Transfer], releaser: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = statuses.read_file(content=notification(map(entry, three)), by=releaser, now=now)

    def fails(*_given: Any) -> None:
        raise RuntimeError("the plug was pulled")

    monkeypatch.setattr("claims.payments.booking.write", fails)
    with pytest.raises(RuntimeError):
        statuses.book_file(file_id=file.pk, by=releaser, now=now)
    monkeypatch.undo()
    assert states() == ["sent"] * 3
    assert outcomes(statuses.book_file(file_id=file.pk, by=releaser, now=now)) == ["booked"] * 3
