"""What settlements bring whom, entered in the books and made payments of; of one that replaced another the difference.

Counted anew from what is stored, under the locks of the families: so it may run twice, and in any order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from claims.models import Claim, Settlement, SettlementLine, StopLossSettlement
from claims.payments import booking
from claims.payments.asking import ask_for_details
from claims.payments.models import Event, LedgerEntry, Payment, Receivable, Recovery
from claims.payments.models.ledger import OF_SETTLEMENTS
from portal.benefits.money import ZERO
from portal.members.audit import entry as trail
from portal.members.models import AuditEntry, Family

# A family (provider None) or a provider, and the currency: who is owed, and in what.
Payee = tuple[UUID | None, str]


def pay_claims(*, claim_ids: Collection[UUID], now: datetime) -> None:
    """Bring payments and books up to what the settlements of these claims say. At most twelve queries and six writes.

    A settlement that was replaced is taken back and the new one entered; a payment of the old one that has not
    left is cancelled, and the new one's payment is what is still missing. Where less is due than was paid, a
    receivable is noted: nothing is taken back by itself.
    """
    with transaction.atomic():
        of_claims = Claim.objects.filter(pk__in=claim_ids).values("family")
        families = Family.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=of_claims).order_by("pk")
        found = {family.pk: family for family in families}
        known = _Known(claim_ids, found, now)
        for claim_id in known.settlements:
            known.bring_up(claim_id)
        known.store()
        ask_for_details(known.payments, now=now)


def pay_stop_loss(*, settlement_id: UUID, now: datetime) -> None:
    """The payment of a stop-loss settlement, once. It is never replaced: each pays what came on top."""
    with transaction.atomic():
        settlement = StopLossSettlement.objects.select_related("family").get(pk=settlement_id)
        Family.objects.select_for_update(of=("self",), no_key=True).get(pk=settlement.family_id)
        if Payment.objects.filter(stop_loss=settlement).exists():
            return
        payment = Payment(
            family=settlement.family,
            stop_loss=settlement,
            amount=settlement.paid,
            currency=settlement.currency,
            created_at=now,
            changed_at=now,
        )
        payment.save(force_insert=True)
        booking.write([booking.entry(Event.SETTLED, payment, now=now, by=None)])
        trail(act="payment.created", by=None, about=payment, now=now).save(force_insert=True)
        ask_for_details([payment], now=now)


@dataclass
class _Paid:
    """What stands between the plan and one payee of a claim."""

    payments: list[Payment] = field(default_factory=list)
    receivables: list[Receivable] = field(default_factory=list)

    @property
    def received(self) -> Decimal:
        """What was paid or is going to be, without what a later decision found too much."""
        paid = sum((one.amount for one in self.payments), ZERO)
        return paid - sum((one.amount - one.corrected for one in self.receivables), ZERO)  # type: ignore[attr-defined]


class _Known:
    """The settlements of some claims, what the books and payments say of them, and what is to be written."""

    def __init__(self, claim_ids: Collection[UUID], families: dict[UUID, Family], now: datetime) -> None:
        self.now, self.families = now, families
        self.settlements: dict[UUID, list[Settlement]] = defaultdict(list)
        of_claims = Settlement.objects.filter(claim__in=claim_ids, claim__family__in=families)
        for settlement in of_claims.select_related("claim").order_by("settled_at"):
            self.settlements[settlement.claim_id].append(settlement)
        ids = [one.pk for several in self.settlements.values() for one in several]
        self.sums = _sums(ids)
        self.entered = set(
            LedgerEntry.objects.filter(settlement__in=ids, event__in=OF_SETTLEMENTS).values_list(
                "event", "settlement", "provider"
            )
        )
        self.stands = self._stands(ids)
        self.entries: list[LedgerEntry] = []
        self.payments: list[Payment] = []
        self.cancelled: list[Payment] = []
        self.receivables: list[Receivable] = []
        self.corrected: list[Receivable] = []
        self.recoveries: list[Recovery] = []

    def _stands(self, ids: list[UUID]) -> dict[tuple[UUID, Payee], _Paid]:
        stands: dict[tuple[UUID, Payee], _Paid] = defaultdict(_Paid)
        payments = Payment.objects.standing().filter(settlement__in=ids).select_related("settlement")
        for payment in payments.order_by("created_at"):
            stands[_key(payment)].payments.append(payment)
        receivables = Receivable.objects.filter(settlement__in=ids).select_related("settlement")
        corrections: dict[UUID, Decimal] = defaultdict(lambda: ZERO)
        made = Recovery.objects.filter(receivable__settlement__in=ids, kind=Recovery.Kind.CORRECTED)
        for key, amount in made.values_list("receivable", "amount"):
            corrections[key] += amount
        for receivable in receivables.order_by("created_at"):
            receivable.corrected = corrections[receivable.pk]  # type: ignore[attr-defined]
            stands[_key(receivable)].receivables.append(receivable)
        return stands

    def bring_up(self, claim_id: UUID) -> None:
        """One claim: the books first, then each payee's difference."""
        settlements = self.settlements[claim_id]
        for settlement in settlements:
            self.enter(settlement)
        live = next((one for one in settlements if one.superseded_at is None), None)
        if live is None:
            return
        due = self.sums[live.pk]
        payees = {*due, *(payee for claim, payee in self.stands if claim == claim_id)}
        for payee in sorted(payees, key=str):
            self.settle_up(live, payee, due.get(payee, ZERO))

    def enter(self, settlement: Settlement) -> None:
        """A settlement in force is entered; one that was replaced is taken back if it ever was."""
        for (provider, currency), amount in self.sums[settlement.pk].items():
            is_entered = (Event.SETTLED, settlement.pk, provider) in self.entered
            if settlement.superseded_at is None and not is_entered:
                self.book(Event.SETTLED, self.about(Payment, settlement, (provider, currency), amount))
            is_taken_back = (Event.REVERSED, settlement.pk, provider) in self.entered
            if settlement.superseded_at and is_entered and not is_taken_back:
                self.book(Event.REVERSED, self.about(Payment, settlement, (provider, currency), amount))

    def settle_up(self, live: Settlement, payee: Payee, due: Decimal) -> None:
        """Pay what is missing, note what is too much."""
        stand = self.stands[live.claim_id, payee]
        self.cancel_stale(live, stand, due)
        missing = due - stand.received
        if missing > ZERO:
            missing = self.correct(stand, missing)
        if missing > ZERO:
            payment = self.about(Payment, live, payee, missing, changed_at=self.now)
            self.payments.append(payment)
        elif missing < ZERO:
            receivable = self.about(Receivable, live, payee, -missing)
            self.receivables.append(receivable)
            self.book(Event.OVERPAID, receivable)

    def cancel_stale(self, live: Settlement, stand: _Paid, due: Decimal) -> None:
        """Payments of replaced settlements that have not left, unless they are needed to make up the sum."""
        has_own = any(one.settlement_id == live.pk for one in stand.payments)
        for payment in list(stand.payments):
            waits = payment.state in (Payment.State.WAITING, Payment.State.RETURNED) and not payment.netted
            is_stale = payment.settlement_id != live.pk and (not has_own or stand.received > due)
            if waits and is_stale:
                payment.state, payment.changed_at = Payment.State.CANCELLED, self.now
                self.cancelled.append(payment)
                stand.payments.remove(payment)

    def correct(self, stand: _Paid, missing: Decimal) -> Decimal:
        """What was owed back for an earlier decision is owed less now; what is missing after that."""
        for receivable in stand.receivables:
            amount = min(missing, receivable.outstanding)
            if amount > ZERO:
                receivable.recovered += amount
                missing -= amount
                made = Recovery(receivable=receivable, kind=Recovery.Kind.CORRECTED, amount=amount, at=self.now)
                self.corrected.append(receivable)
                self.recoveries.append(made)
                self.book(Event.CORRECTED, receivable, amount=amount, recovery=made)
        return missing

    def about(self, kind: type[Any], settlement: Settlement, payee: Payee, amount: Decimal, **fields: Any) -> Any:
        """A payment or receivable by a settlement, not saved."""
        provider, currency = payee
        whom = {"provider_id": provider} if provider else {"family": self.families[settlement.claim.family_id]}
        facts = {"settlement": settlement, "amount": amount, "currency": currency, "created_at": self.now}
        return kind(**facts, **whom, **fields)

    def book(self, event: Event, about: Any, **fields: Any) -> None:
        self.entries.append(booking.entry(event, about, now=self.now, by=None, **fields))

    def store(self) -> None:
        """Write it all; nothing is written where nothing changed."""
        if self.cancelled:
            Payment.objects.bulk_update(self.cancelled, ["state", "changed_at"])
        if self.corrected:
            Receivable.objects.bulk_update(self.corrected, ["recovered"])
        for made in (self.receivables, self.recoveries, self.payments, self.entries):
            if made:
                type(made[0])._default_manager.bulk_create(made)  # type: ignore[arg-type]
        acts = [("payment.created", self.payments), ("payment.cancelled", self.cancelled)]
        acts.append(("receivable.noted", self.receivables))  # type: ignore[arg-type]
        rows = [trail(act=act, by=None, about=about, now=self.now) for act, several in acts for about in several]
        if rows:
            AuditEntry.objects.bulk_create(rows)


def _sums(settlement_ids: Iterable[UUID]) -> dict[UUID, dict[Payee, Decimal]]:
    """What each settlement brings each payee; nothing is no amount. One query."""
    sums: dict[UUID, dict[Payee, Decimal]] = defaultdict(dict)
    lines = SettlementLine.objects.filter(settlement__in=settlement_ids, reimbursed__gt=0)
    for settlement, provider, currency, amount in lines.values_list(
        "settlement", "payee", "settlement__currency", "reimbursed"
    ):
        of_one = sums[settlement]
        of_one[provider, currency] = of_one.get((provider, currency), ZERO) + amount
    return sums


def _key(of: Payment | Receivable) -> tuple[UUID, Payee]:
    return of.settlement.claim_id, (of.provider_id, of.currency)  # type: ignore[union-attr]
