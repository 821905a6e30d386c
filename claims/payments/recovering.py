"""What was paid too much: set off against a later payment, paid back or given up, each by a person with a reason."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.payments import booking
from claims.payments.locking import lock_families
from claims.payments.models import Event, Payment, Receivable, Recovery
from portal.benefits.money import rounded
from portal.members.audit import record
from portal.members.models import User


class RecoveryRefused(Exception):
    """The receivable stays as it is; `message` says why."""

    message: Promise


class NoReason(RecoveryRefused):
    message = _("Say why: the member may ask.")


class NotOwed(RecoveryRefused):
    message = _("So much is not owed any more. Please look at the receivable again.")


class NotTheirs(RecoveryRefused):
    message = _("Only a waiting payment to the same payee in the same currency can be set off.")


@transaction.atomic
def net(
    *, receivable_id: UUID, payment_id: UUID, why: str, by: User, now: datetime, request: HttpRequest | None = None
) -> Recovery:
    """Set off as much of a waiting payment as is owed. Raises RecoveryRefused."""
    receivable = _open(receivable_id, why)
    payment = Payment.objects.select_for_update(of=("self",)).filter(pk=payment_id).first()
    if payment is None or payment.state != Payment.State.WAITING or not _same_payee(receivable, payment):
        raise NotTheirs
    amount = min(receivable.outstanding, payment.to_transfer)
    payment.netted += amount
    payment.changed_at = now
    if payment.netted == payment.amount:
        payment.state = Payment.State.NETTED
    payment.save(update_fields=["netted", "state", "changed_at"])
    return _recover(receivable, Recovery.Kind.NETTED, amount, why, by, now, request, payment=payment)


@transaction.atomic
def close(
    *,
    receivable_id: UUID,
    kind: Recovery.Kind,
    amount: Decimal,
    why: str,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> Recovery:
    """Write down that so much was paid back (`REPAID`) or is given up (`WAIVED`). Raises RecoveryRefused."""
    receivable = _open(receivable_id, why)
    if kind not in (Recovery.Kind.REPAID, Recovery.Kind.WAIVED):
        raise ValueError(f"{kind} is not closed by hand")
    if not 0 < amount <= receivable.outstanding or amount != rounded(amount, receivable.currency):
        raise NotOwed
    return _recover(receivable, kind, amount, why, by, now, request)


def _open(receivable_id: UUID, why: str) -> Receivable:
    if not why.strip():
        raise NoReason
    lock_families(Receivable.objects.filter(pk=receivable_id))
    receivable = Receivable.objects.select_for_update(of=("self",)).get(pk=receivable_id)
    if receivable.outstanding <= 0:
        raise NotOwed
    return receivable


def _same_payee(receivable: Receivable, payment: Payment) -> bool:
    names = ("family_id", "provider_id", "currency")
    return all(getattr(receivable, name) == getattr(payment, name) for name in names)


def _recover(
    receivable: Receivable,
    kind: Recovery.Kind,
    amount: Decimal,
    why: str,
    by: User,
    now: datetime,
    request: HttpRequest | None,
    payment: Payment | None = None,
) -> Recovery:
    receivable.recovered += amount
    receivable.save(update_fields=["recovered"])
    made = Recovery.objects.create(
        receivable=receivable, kind=kind, payment=payment, amount=amount, why=why.strip(), by=by, at=now
    )
    booking.write([booking.entry(Event(kind.value), receivable, now=now, by=by, amount=amount, recovery=made)])
    record(act=f"receivable.{kind.value}", by=by, about=receivable, now=now, request=request)
    return made
