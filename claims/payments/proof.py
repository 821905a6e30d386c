"""The proof that books, settlements and payments say the same: recounted from each of them, and compared."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.models import Settlement, SettlementLine, StopLossSettlement
from claims.payments.models import Account, Event, LedgerEntry, Payment, PaymentRun, Receivable, Transfer
from claims.settling import PAY
from claims.stop_loss import PAY as PAY_STOP_LOSS
from portal.benefits.money import ZERO, rounded
from portal.work.jobs import enqueue_all

# SQLite adds up binary fractions; the third decimal is the last one that any currency has.
EXACT = Decimal("0.001")
Sums = dict[str, Decimal]


@dataclass(frozen=True)
class Line:
    """One comparison in one currency; both sides were counted from other tables."""

    what: Promise
    currency: str
    books: Decimal
    facts: Decimal

    @property
    def holds(self) -> bool:
        """Whether they agree."""
        return self.books == self.facts


@dataclass(frozen=True)
class Proof:
    """All comparisons. `waiting` settlements are decided and not entered yet: their job is still to be done."""

    lines: list[Line]
    waiting: int

    @property
    def holds(self) -> bool:
        """Whether every comparison does."""
        return all(line.holds for line in self.lines)


def prove() -> Proof:
    """Counts everything anew. About fifteen queries, whatever the size."""
    lines = [
        *_compared(_("Settlements in force, and what was entered for them"), _benefits(), _settled()),
        *_compared(_("Owed to members and providers, and payments not at the bank"), _balance(Account.OWED), _owed()),
        *_compared(_("Under way, and transfers at the bank"), _balance(Account.TRANSIT), _transfers(SENT)),
        *_compared(_("Left the bank account, and transfers paid"), _left_the_bank(), _transfers(LEFT)),
        *_compared(_("Owed back, and open receivables"), _balance(Account.RECEIVABLE, debit=True), _receivables()),
        *_compared(_("Control sums of runs, and their transfers"), _runs(), _transfers(None)),
        *_compared(_("All debits, and all credits"), _all_of("debit"), _all_of("credit")),
    ]
    return Proof(lines, _not_entered())


SENT = Q(state=Transfer.State.SENT)
LEFT = Q(state__in=[Transfer.State.PAID, Transfer.State.RETURNED])


def _compared(what: Promise, books: Sums, facts: Sums) -> Iterable[Line]:
    for currency in sorted({*books, *facts}):
        yield Line(
            what, currency, _shown(books.get(currency, ZERO), currency), _shown(facts.get(currency, ZERO), currency)
        )


def _shown(amount: Decimal, currency: str) -> Decimal:
    """With the digits of the currency, unless there are more: then something is wrong, and is shown."""
    usual = rounded(amount, currency)
    return usual if usual == amount else amount


def _sums(rows: QuerySet[Any], currency: str, amount: Any) -> Sums:
    found = rows.order_by().values(currency).annotate(whole=Sum(amount)).values_list(currency, "whole")
    return {code: _exact(whole) for code, whole in found}


def _exact(amount: Decimal) -> Decimal:
    return amount.quantize(EXACT)


def _minus(more: Sums, less: Sums) -> Sums:
    whole: Sums = defaultdict(lambda: ZERO, more)
    for currency, amount in less.items():
        whole[currency] -= amount
    return {currency: _exact(amount) for currency, amount in whole.items()}


def _events(*events: Event) -> Sums:
    return _sums(LedgerEntry.objects.filter(event__in=events), "currency", "amount")


def _benefits() -> Sums:
    return _minus(_events(Event.SETTLED), _events(Event.REVERSED))


def _settled() -> Sums:
    """What settlements in force bring, of those that are entered."""
    entered = LedgerEntry.objects.filter(event=Event.SETTLED)
    taken_back = LedgerEntry.objects.filter(event=Event.REVERSED)
    lines = SettlementLine.objects.filter(settlement__in=entered.values("settlement"))
    # One that was replaced a moment ago counts until its job took it back.
    lines = lines.exclude(settlement__in=taken_back.values("settlement"))
    years = StopLossSettlement.objects.filter(pk__in=entered.filter(stop_loss__isnull=False).values("stop_loss"))
    claims = _sums(lines, "settlement__currency", "reimbursed")
    return _minus(claims, {code: -whole for code, whole in _sums(years, "currency", "paid").items()})


def _all_of(side: str) -> Sums:
    """Every account's side of the books added up: what shape alone already keeps."""
    by_account = LedgerEntry.objects.order_by().values("currency", side).annotate(whole=Sum("amount"))
    sums: Sums = defaultdict(lambda: ZERO)
    for currency, whole in by_account.values_list("currency", "whole"):
        sums[currency] += whole
    return {currency: _exact(whole) for currency, whole in sums.items()}


def _balance(account: Account, *, debit: bool = False) -> Sums:
    """What an account holds, credits positive unless `debit`."""
    debits = _sums(LedgerEntry.objects.filter(debit=account), "currency", "amount")
    credits = _sums(LedgerEntry.objects.filter(credit=account), "currency", "amount")
    return _minus(debits, credits) if debit else _minus(credits, debits)


def _owed() -> Sums:
    """Payments that are not at the bank; what a settlement in force lacks or has too much is in none of them."""
    return _sums(Payment.objects.open(), "currency", F("amount") - F("netted"))


def _left_the_bank() -> Sums:
    return _events(Event.PAID)


def _transfers(which: Q | None) -> Sums:
    wanted = Transfer.objects.filter(which) if which is not None else Transfer.objects.all()
    return _sums(wanted, "run__currency", "amount")


def _receivables() -> Sums:
    return _sums(Receivable.objects.open(), "currency", F("amount") - F("recovered"))


def _runs() -> Sums:
    return _sums(PaymentRun.objects.all(), "currency", "total")


def _not_entered() -> int:
    """Settlements that are neither entered nor, where they were replaced, taken back yet."""
    return _claims_not_entered().count() + _years_not_entered().count() + _not_taken_back().count()


def _claims_not_entered() -> QuerySet[Settlement]:
    entered = LedgerEntry.objects.filter(event=Event.SETTLED, settlement__isnull=False).values("settlement")
    return Settlement.objects.live().filter(reimbursed__gt=0).exclude(pk__in=entered)


def _years_not_entered() -> QuerySet[StopLossSettlement]:
    entered = LedgerEntry.objects.filter(event=Event.SETTLED, stop_loss__isnull=False).values("stop_loss")
    return StopLossSettlement.objects.exclude(pk__in=entered)


def _not_taken_back() -> QuerySet[LedgerEntry]:
    taken_back = LedgerEntry.objects.filter(event=Event.REVERSED).values("settlement")
    replaced = LedgerEntry.objects.filter(event=Event.SETTLED, settlement__superseded_at__isnull=False)
    return replaced.exclude(settlement__in=taken_back)


def order_what_is_missing(*, now: datetime) -> int:
    """Put the payment of everything that is not entered on the work list; the number of orders."""
    claims = {*_claims_not_entered().values_list("claim", flat=True)}
    claims |= {*_not_taken_back().values_list("settlement__claim", flat=True)}
    orders = [(PAY, key) for key in claims]
    orders += [(PAY_STOP_LOSS, key) for key in _years_not_entered().values_list("pk", flat=True)]
    with transaction.atomic():
        for start in range(0, len(orders), 500):
            enqueue_all(orders[start : start + 500], now=now)
    return len(orders)
