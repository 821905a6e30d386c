"""How payments stand: what the desk of finance shows, counted by the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When

from claims.payments.models import Payment, ProviderAccount, Transfer
from claims.payments.models.payment import PaymentQuerySet
from claims.payments.readiness import NOT_THE_ACCOUNT
from portal.benefits.money import rounded
from portal.members.models import BankAccount

READY, NO_DETAILS, SENT_BACK = "ready", "no_details", "sent_back"
BACK = [Transfer.State.REJECTED, Transfer.State.RETURNED]


@dataclass(frozen=True)
class Waiting:
    """Waiting payments of one currency: how many, how much, and the same of those that can go out."""

    currency: str
    count: int
    total: Decimal
    ready: int
    ready_total: Decimal


def waiting() -> list[Waiting]:
    """By currency. One query."""
    rows = (
        marked(Payment.objects.filter(state=Payment.State.WAITING))
        .order_by("currency")
        .values("currency")
        .annotate(
            count=Count("pk"),
            total=Sum(F("amount") - F("netted")),
            ready=Count("pk", filter=Q(standing=READY)),
            ready_total=Sum(F("amount") - F("netted"), filter=Q(standing=READY)),
        )
    )
    return [_row(**row) for row in rows]


def _row(*, currency: str, count: int, total: Decimal, ready: int, ready_total: Decimal | None) -> Waiting:
    return Waiting(currency, count, rounded(total, currency), ready, rounded(ready_total or Decimal(0), currency))


def marked(payments: PaymentQuerySet) -> Any:
    """With `standing`: whether its payee has an account that can be paid, as far as the database can tell.

    An account whose digits no bank would take counts as one here; `readiness.ready` leaves it out.
    """
    families = BankAccount.objects.filter(family=OuterRef("family"), replaced_on__isnull=True)
    providers = ProviderAccount.objects.filter(provider=OuterRef("provider"), replaced_on__isnull=True)
    sent_back = Transfer.objects.filter(state__in=BACK, tried_again_by__isnull=True).exclude(reason__in=NOT_THE_ACCOUNT)
    to_family = sent_back.filter(bank_account__family=OuterRef("family"), bank_account__replaced_on__isnull=True)
    to_provider = sent_back.filter(
        provider_account__provider=OuterRef("provider"), provider_account__replaced_on__isnull=True
    )
    known = Q(Exists(families)) | Q(Exists(providers))
    return payments.annotate(
        standing=Case(
            When(~known, then=Value(NO_DETAILS)),
            When(Q(Exists(to_family)) | Q(Exists(to_provider)), then=Value(SENT_BACK)),
            default=Value(READY),
        )
    )


def stuck() -> QuerySet[Payment]:
    """What cannot go out without somebody: no details, or money that came back; the oldest first."""
    open_ones = marked(Payment.objects.filter(state__in=[Payment.State.WAITING, Payment.State.RETURNED]))
    return open_ones.exclude(standing=READY, state=Payment.State.WAITING).for_lists().order_by("created_at")


def last_transfers(payments: Iterable[Payment]) -> dict[object, Transfer]:
    """The latest transfer of each payment that has one. One query."""
    keys = [payment.pk for payment in payments]
    found = Transfer.objects.filter(payment__in=keys).select_related("run").order_by("run__prepared_at")
    return {transfer.payment_id: transfer for transfer in found}
