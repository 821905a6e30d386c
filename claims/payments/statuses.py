"""What the bank tells, taken down and booked: read first, shown, then booked whole in one transaction."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.payments import bank_xml, booking, due
from claims.payments.asking import ask_after_return
from claims.payments.locking import lock_families
from claims.payments.models import BankFile, BankLine, Event, LedgerEntry, Payment, Transfer
from claims.payments.readiness import NOT_THE_ACCOUNT
from portal.members.audit import entry, record
from portal.members.models import AuditEntry, User

Says, State = BankLine.Says, Transfer.State


class StatusRefused(Exception):
    """Nothing was booked; `message` says why."""

    message: Promise


class BookedAlready(StatusRefused):
    message = _("This file is booked already. Nothing was changed.")


class NothingSaid(StatusRefused):
    message = _("Say what was done about it.")


class NotReturned(StatusRefused):
    message = _("This payment is not one that came back.")


@transaction.atomic
def read_file(*, content: bytes, by: User, now: datetime, request: HttpRequest | None = None) -> BankFile:
    """Take a file down, nothing booked. The very same file again is the one that was read before. Raises Unreadable."""
    sha256 = hashlib.sha256(content).hexdigest()
    message = bank_xml.read(content)
    wanted = BankFile(kind=message.kind, message_id=message.message_id, sha256=sha256, read_by=by, read_at=now)
    BankFile.objects.bulk_create([wanted], ignore_conflicts=True)
    file = BankFile.objects.get(sha256=sha256)
    if file.pk == wanted.pk:
        lines = list(_lines(file, message.lines))
        BankLine.objects.bulk_create(lines)
        record(act="bank_file.read", by=by, about=file, now=now, request=request, lines=len(lines))
    return file


def _lines(file: BankFile, said: list[bank_xml.Read]) -> Iterable[BankLine]:
    """A line for each transfer; what was said of a whole run is said of each of its transfers."""
    transfers = Transfer.objects.select_related("run")
    by_id = {one.end_to_end_id: one for one in transfers.filter(end_to_end_id__in=[one.reference for one in said])}
    runs: dict[str, list[Transfer]] = {}
    for one in transfers.filter(run__message_id__in=[one.group for one in said if one.group]).order_by("position"):
        runs.setdefault(one.run.message_id, []).append(one)
    position = 0
    for line in said:
        whole = _of_a_run(line, runs.get(line.group, []))
        meant: list[Transfer | None] = [*whole] or [by_id.get(line.reference)]
        for transfer in meant:
            position += 1
            facts = {name: getattr(line, name) for name in ("says", "code", "reason", "on")}
            amount = transfer.amount if whole and transfer else line.amount
            currency = transfer.run.currency if whole and transfer else line.currency
            reference = transfer.end_to_end_id if transfer else line.reference or line.group
            yield BankLine(
                file=file,
                position=position,
                reference=reference,
                transfer=transfer,
                amount=amount,
                currency=currency,
                **facts,
            )


def _of_a_run(line: bank_xml.Read, transfers: list[Transfer]) -> list[Transfer]:
    """All transfers of a run the line speaks of; none when its sum is another than theirs."""
    if line.amount is not None and transfers and line.amount != transfers[0].run.total:
        return []
    return transfers


def planned(line: BankLine) -> BankLine.Outcome:
    """What booking the line would do now. `line.transfer` with its run must be loaded."""
    transfer = line.transfer
    if transfer is None:
        return BankLine.Outcome.UNKNOWN
    if line.says == Says.UNDER_WAY:
        return BankLine.Outcome.NOTHING
    if line.says == Says.OTHER or transfer.state in (State.PREPARED, State.DISCARDED):
        return BankLine.Outcome.DIFFERS
    if not _fits(line, transfer):
        return BankLine.Outcome.DIFFERS
    return _by_state(line.says, transfer)


def _fits(line: BankLine, transfer: Transfer) -> bool:
    """The same money; of what came back a bank may have kept a part."""
    if line.amount is None:
        return True
    if line.currency != transfer.run.currency:
        return False
    if line.says == Says.RETURNED:
        return 0 < line.amount <= transfer.amount
    return line.amount == transfer.amount


def _by_state(says: str, transfer: Transfer) -> BankLine.Outcome:
    news = {
        (State.SENT, Says.PAID): BankLine.Outcome.BOOKED,
        (State.SENT, Says.REJECTED): BankLine.Outcome.BOOKED,
        (State.SENT, Says.RETURNED): BankLine.Outcome.BOOKED,
        (State.PAID, Says.RETURNED): BankLine.Outcome.BOOKED,
        # Some banks say that they settled a transfer, and reject it an hour later.
        (State.PAID, Says.REJECTED): BankLine.Outcome.BOOKED,
        (State.PAID, Says.PAID): BankLine.Outcome.NOTHING,
        (State.RETURNED, Says.RETURNED): BankLine.Outcome.NOTHING,
        (State.RETURNED, Says.REJECTED): BankLine.Outcome.NOTHING,
        (State.REJECTED, Says.REJECTED): BankLine.Outcome.NOTHING,
        (State.REJECTED, Says.RETURNED): BankLine.Outcome.NOTHING,
        # An older message that comes late: what came back was paid before.
        (State.RETURNED, Says.PAID): BankLine.Outcome.NOTHING,
    }
    return news.get((State(transfer.state), Says(says)), BankLine.Outcome.DIFFERS)


@transaction.atomic
def book_file(*, file_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> BankFile:
    """Book all lines of a file that was read; what is not ours or does not fit waits for a person.

    Raises BookedAlready.
    """
    lock_families(Payment.objects.filter(transfers__bank_lines__file=file_id))
    file = BankFile.objects.select_for_update(of=("self",)).get(pk=file_id)
    if file.state != BankFile.State.READ:
        raise BookedAlready
    lines = list(file.lines.order_by("position"))
    sitting = _Sitting(lines, by=by, now=now, request=request)
    for line in lines:
        sitting.take(line)
    sitting.store(lines)
    file.state, file.booked_by, file.booked_at = BankFile.State.BOOKED, by, now
    file.save(update_fields=["state", "booked_by", "booked_at"])
    record(act="bank_file.booked", by=by, about=file, now=now, request=request, lines=len(lines))
    return file


class _Sitting:
    """Lines booked together and stored together, however many."""

    def __init__(self, lines: Iterable[BankLine], *, by: User, now: datetime, request: HttpRequest | None) -> None:
        keys = [line.transfer_id for line in lines if line.transfer_id]
        found = Transfer.objects.select_for_update(of=("self",)).filter(pk__in=keys)
        related = ("run", "payment__family", "payment__provider", "payment__settlement")
        self.transfers = {one.pk: one for one in found.select_related(*related)}
        self.by, self.now, self.request = by, now, request
        self.touched: dict[UUID, Transfer] = {}
        self.entries: list[LedgerEntry] = []
        self.trail: list[AuditEntry] = []

    def take(self, line: BankLine) -> None:
        """One line: what it changes of its transfer, and the entries."""
        line.transfer = self.transfers.get(line.transfer_id) if line.transfer_id else None
        line.outcome = planned(line)
        if line.transfer is None or line.outcome != BankLine.Outcome.BOOKED:
            return
        is_paid = line.says == Says.PAID
        (self.paid if is_paid else self.back)(line.transfer, line)
        line.transfer.payment.state = Payment.State.PAID if is_paid else Payment.State.RETURNED
        line.transfer.payment.changed_at = self.now
        self.touched[line.transfer.pk] = line.transfer
        act = "payment.paid" if is_paid else "payment.returned"
        self.trail.append(entry(act=act, by=self.by, about=line.transfer.payment, now=self.now, request=self.request))

    def paid(self, transfer: Transfer, line: BankLine) -> None:
        transfer.state, transfer.paid_on = State.PAID, line.on
        self.book(Event.PAID, transfer, transfer.amount)

    def back(self, transfer: Transfer, line: BankLine) -> None:
        """Rejected before it was paid, or returned after. What a bank kept of it are charges of the plan."""
        if transfer.state != State.PAID and line.says == Says.RETURNED:
            self.paid(transfer, line)  # the message that it was paid never came
        transfer.returned_on, transfer.reason = line.on, line.reason
        if transfer.state != State.PAID:
            transfer.state = State.REJECTED
            self.book(Event.REJECTED, transfer, transfer.amount)
            return
        transfer.state = State.RETURNED
        came = transfer.amount if line.amount is None else line.amount
        self.book(Event.RETURNED, transfer, came)
        if came < transfer.amount:
            self.book(Event.CHARGED, transfer, transfer.amount - came)

    def book(self, event: Event, transfer: Transfer, amount: Decimal) -> None:
        about = transfer.payment
        self.entries.append(booking.entry(event, about, now=self.now, by=self.by, amount=amount, transfer=transfer))

    def store(self, lines: list[BankLine]) -> None:
        """Write it all, and ask for new details where money came back."""
        touched = list(self.touched.values())
        fields = ["state", "paid_on", "returned_on", "reason"]
        Transfer.objects.bulk_update(touched, fields, batch_size=500)
        payments = list({one.payment_id: one.payment for one in touched}.values())
        Payment.objects.bulk_update(payments, ["state", "changed_at"], batch_size=500)
        BankLine.objects.bulk_update(lines, ["outcome"], batch_size=500)
        booking.write(self.entries)
        AuditEntry.objects.bulk_create(self.trail)
        back = [one for one in touched if one.state in (State.REJECTED, State.RETURNED)]
        for one in back:
            if one.reason not in NOT_THE_ACCOUNT:
                ask_after_return(one, now=self.now)
        # Money that came back for a settlement replaced meanwhile is paid as the new one says.
        settlements = (one.payment.settlement for one in back)
        if claims := {one.claim_id for one in settlements if one and one.superseded_at}:
            due.pay_claims(claim_ids=claims, now=self.now)


@transaction.atomic
def try_again(*, payment_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> Payment:
    """Send what came back to the same account once more: the bank erred. Raises NotReturned."""
    lock_families(Payment.objects.filter(pk=payment_id))
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment_id)
    if payment.state != Payment.State.RETURNED:
        raise NotReturned
    payment.transfers.filter(state__in=[State.REJECTED, State.RETURNED]).update(tried_again_by=by)
    payment.state, payment.changed_at = Payment.State.WAITING, now
    payment.save(update_fields=["state", "changed_at"])
    record(act="payment.tried_again", by=by, about=payment, now=now, request=request)
    return payment


@transaction.atomic
def handle_line(*, line_id: UUID, note: str, by: User, now: datetime, request: HttpRequest | None = None) -> BankLine:
    """Write down what a person did about a line that the portal could not book. Raises NothingSaid."""
    if not note.strip():
        raise NothingSaid
    line = BankLine.objects.for_a_person().select_for_update(of=("self",)).filter(pk=line_id).first()
    if line is None:
        raise BookedAlready
    line.handled_by, line.handled_at, line.handled_note = by, now, note.strip()[:400]
    line.save(update_fields=["handled_by", "handled_at", "handled_note"])
    record(act="bank_line.handled", by=by, about=line, now=now, request=request)
    return line
