"""Payment runs: prepared by one person, released by another, frozen in between."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.payments import booking, due
from claims.payments.locking import lock_families
from claims.payments.models import Event, Payment, PaymentRun, RunFile, Transfer
from claims.payments.pain001 import Message, Order, written
from claims.payments.payer import Payer, payer_for
from claims.payments.readiness import Ready, ready
from claims.payments.standing import READY, marked
from portal.benefits.money import rounded
from portal.members.audit import entry, record
from portal.members.models import AuditEntry, User
from portal.vault.numbers import fresh_number

# What one file may hold; the rest goes into the next run.
MOST_TRANSFERS = 2000


class RunRefused(Exception):
    """What cannot be done with a run; `message` says why."""

    message: Promise | str


class NothingToPay(RunRefused):
    message = _("There is no payment in this currency that can go out.")


class NoPayer(RunRefused):
    message = _(
        "No account of the plan is set up for this currency. Ask whoever runs the portal to set PAYER_ACCOUNTS."
    )


class NoDay(RunRefused):
    message = _("Say on which day the bank is to pay.")


class TooEarly(RunRefused):
    message = _("A run cannot be paid on a day that is past.")


class NotPrepared(RunRefused):
    """Somebody was faster."""

    def __init__(self, run: PaymentRun) -> None:
        super().__init__(run.pk)
        who = run.released_by or run.discarded_by
        words = {"state": run.get_state_display(), "who": who.reference if who else ""}
        self.message = _("Nothing was done: this run is already in the state “%(state)s”, by %(who)s.") % words


class TwoPeople(RunRefused):
    message = _("Whoever prepared a run does not release it. Please ask a colleague.")


class Outdated(RunRefused):
    message = _("A settlement of this run was replaced after the run was prepared. Discard it and prepare another one.")


class Altered(RunRefused):
    message = _("The file is not what was released. Nothing leaves; please tell whoever runs the portal.")


class NotReleased(RunRefused):
    message = _("The file leaves only after the run was released.")


@transaction.atomic
def prepare_run(
    *, currency: str, execution_on: date, by: User, now: datetime, request: HttpRequest | None = None
) -> PaymentRun:
    """Put everything that can go out in a currency into a new run, with its file. Raises RunRefused."""
    payer = payer_for(currency)
    if payer is None:
        raise NoPayer
    if execution_on < now.date():
        raise TooEarly
    going = _going(currency, now)
    if not going:
        raise NothingToPay
    total = rounded(sum((one.payment.to_transfer for one in going), Decimal(0)), currency)
    run = PaymentRun(
        number=fresh_number("R"),
        currency=currency,
        execution_on=execution_on,
        count=len(going),
        total=total,
        payer=payer.masked,
        prepared_by=by,
        prepared_at=now,
    )
    transfers = [_transfer(run, position, one) for position, one in enumerate(going, start=1)]
    content = written(_message(run, payer, going, transfers))
    run.sha256 = _fingerprint(content)
    run.save(force_insert=True)
    RunFile.objects.create(run=run, content=content)
    Transfer.objects.bulk_create(transfers)
    keys = [one.payment.pk for one in going]
    Payment.objects.filter(pk__in=keys).update(state=Payment.State.IN_RUN, changed_at=now)
    record(act="payment_run.prepared", by=by, about=run, now=now, request=request, transfers=run.count)
    return run


def _going(currency: str, now: datetime) -> list[Ready]:
    """The waiting payments that can go out, locked; settlements replaced a moment ago are brought up first."""
    waiting = Payment.objects.filter(state=Payment.State.WAITING, currency=currency)
    replaced = waiting.filter(settlement__superseded_at__isnull=False)
    lock_families(waiting)
    if claims := set(replaced.values_list("settlement__claim", flat=True)):
        due.pay_claims(claim_ids=claims, now=now)
    able = marked(waiting).filter(standing=READY).order_by("created_at", "id")
    locked = able.select_for_update(of=("self",)).select_related("family", "provider")
    return ready(locked[: 2 * MOST_TRANSFERS])[:MOST_TRANSFERS]


def _transfer(run: PaymentRun, position: int, one: Ready) -> Transfer:
    to = "bank_account" if one.payment.family_id else "provider_account"
    return Transfer(
        run=run, position=position, payment=one.payment, amount=one.payment.to_transfer, **{to: one.account}
    )


def _message(run: PaymentRun, payer: Payer, going: list[Ready], transfers: list[Transfer]) -> Message:
    orders = [
        Order(transfer.end_to_end_id, transfer.amount, one.details, one.payment.payee.city, one.payment.payee.country)
        for one, transfer in zip(going, transfers, strict=True)
    ]
    return Message(run.message_id, run.prepared_at, run.execution_on, run.currency, payer, orders)


def _fingerprint(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


@transaction.atomic
def release_run(*, run_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> PaymentRun:
    """Let a prepared run go to the bank: its file may leave, and the books say so. Raises RunRefused."""
    run = _prepared(run_id)
    if run.prepared_by_id == by.pk:
        raise TwoPeople
    transfers = list(run.transfers.select_related("payment__settlement", "payment__family", "payment__provider"))
    settlements = (one.payment.settlement for one in transfers)
    if any(one and one.superseded_at and one.superseded_at >= run.prepared_at for one in settlements):
        raise Outdated
    if _fingerprint(run.file.content) != run.sha256:
        raise Altered
    run.state, run.released_by, run.released_at = PaymentRun.State.RELEASED, by, now
    run.save(update_fields=["state", "released_by", "released_at"])
    run.transfers.update(state=Transfer.State.SENT)
    _mark(transfers, Payment.State.SENT, now)
    booking.write(booking.of_transfers(Event.RELEASED, transfers, now=now, by=by))
    record(act="payment_run.released", by=by, about=run, now=now, request=request, transfers=run.count)
    AuditEntry.objects.bulk_create(
        entry(act="payment.sent", by=by, about=one.payment, now=now, request=request) for one in transfers
    )
    return run


@transaction.atomic
def discard_run(*, run_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> PaymentRun:
    """Throw a prepared run away; its payments wait again, as the settlements of today say. Raises NotPrepared."""
    run = _prepared(run_id)
    transfers = list(run.transfers.select_related("payment__settlement"))
    run.state, run.discarded_by, run.discarded_at = PaymentRun.State.DISCARDED, by, now
    run.save(update_fields=["state", "discarded_by", "discarded_at"])
    run.transfers.update(state=Transfer.State.DISCARDED)
    _mark(transfers, Payment.State.WAITING, now)
    record(act="payment_run.discarded", by=by, about=run, now=now, request=request, transfers=run.count)
    replaced = {one.payment.settlement for one in transfers if one.payment.settlement}
    claims = {one.claim_id for one in replaced if one.superseded_at}
    if claims:
        due.pay_claims(claim_ids=claims, now=now)
    return run


@transaction.atomic
def fetch_file(*, run_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> str:
    """The file of a released run, for the bank. Every fetching is on the trail. Raises RunRefused."""
    run = PaymentRun.objects.select_for_update(of=("self",)).select_related("file").get(pk=run_id)
    if run.state != PaymentRun.State.RELEASED:
        raise NotReleased
    content = run.file.content
    if _fingerprint(content) != run.sha256:
        raise Altered
    if run.fetched_at is None:
        run.fetched_by, run.fetched_at = by, now
        run.save(update_fields=["fetched_by", "fetched_at"])
    record(act="payment_run.file_fetched", by=by, about=run, now=now, request=request)
    return content


def _prepared(run_id: UUID) -> PaymentRun:
    """The run, locked, its families locked before it as everywhere. Raises NotPrepared."""
    lock_families(Payment.objects.filter(transfers__run=run_id))
    run = PaymentRun.objects.select_for_update(of=("self",)).select_related("file").get(pk=run_id)
    if run.state != PaymentRun.State.PREPARED:
        raise NotPrepared(run)
    return run


def _mark(transfers: Iterable[Transfer], state: Payment.State, now: datetime) -> None:
    keys = [one.payment_id for one in transfers]
    Payment.objects.filter(pk__in=keys).update(state=state, changed_at=now)
    for one in transfers:
        one.payment.state, one.payment.changed_at = state, now
