"""What members read about their money: on the page of a claim, in lists, and on the first page."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.beside import Part, in_lists, on_claim, on_stop_loss
from claims.direct import paid_directly
from claims.models import Claim, StopLossSettlement
from claims.payments.models import Payment, Receivable, Transfer
from claims.payments.readiness import NOT_THE_ACCOUNT, ready
from portal.benefits.money import rounded
from portal.home.saying import Need, Reader, Urgency, at_home
from portal.look.words import long_date, money
from portal.members.days import own_day
from portal.members.models import Person

State = Payment.State


@dataclass(frozen=True)
class Told:
    """A payment in words. `tone` is one of the badges'; `asks` tells that bank details are needed."""

    label: str
    sentence: str
    tone: str
    asks: bool = False


@on_claim
def payment_steps(claim: Claim, reader: Person, now: datetime) -> Iterator[Part]:
    """The payments of a claim, and what is owed back. At most six queries."""
    payments = list(_with_transfers(Payment.objects.standing().filter(settlement__claim=claim)))
    owed = Receivable.objects.open().filter(settlement__claim=claim)
    # Whoever acts for an adult learns that it was paid, and nothing of the account.
    is_hers = claim.patient_id == reader.pk or not claim.patient.is_adult_on(own_day(reader, now))
    told = [*_told(payments, with_account=is_hers), *(_owed(one) for one in owed), *_directly(claim)]
    if told:
        yield _part(told, reader)


def _part(told: list[Told], reader: Person) -> Part:
    context = {
        "told": told,
        "asks": any(one.asks for one in told),
        "may_give": reader.relation == Person.Relation.PARTICIPANT,
        "bank_url": reverse("members:bank_details"),
    }
    return Part("payments/on_claim.html", context)


@on_stop_loss
def stop_loss_payments(settlement: StopLossSettlement, reader: Person, now: datetime) -> Iterator[Part]:
    """The payment of a stop-loss settlement. At most five queries."""
    told = _told(_with_transfers(Payment.objects.standing().filter(stop_loss=settlement)))
    if told:
        yield _part(told, reader)


@in_lists
def payment_words(claims: Collection[Claim]) -> dict[UUID, str]:
    """One short line for each claim that has a payment: where the latest one is. At most five queries."""
    payments = Payment.objects.standing().filter(settlement__claim__in=[claim.pk for claim in claims])
    latest = {one.settlement.claim_id: one for one in _with_transfers(payments) if one.settlement}
    return dict(zip(latest, (told.label for told in _told(latest.values())), strict=True))


@at_home
def details_wanted(reader: Reader) -> Iterator[Need]:
    """Asks the participant for bank details where money waits for them. At most four queries."""
    if reader.person.relation != Person.Relation.PARTICIPANT:
        return
    states = [State.WAITING, State.RETURNED]
    family = reader.person.family_id
    waiting = list(Payment.objects.filter(family=family, state__in=states).prefetch_related("transfers"))
    if any(told.asks for told in _told(waiting)):
        sentence = _("Money waits for you, because we have no bank details that work. Please give them to us.")
        yield Need(Urgency.HELD_UP, sentence, reverse("members:bank_details"), _("Give bank details"), "landmark")


def _with_transfers(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    transfers = Transfer.objects.select_related("bank_account", "run").order_by("run__prepared_at")
    related = payments.select_related("settlement", "provider").order_by("created_at")
    return related.prefetch_related(Prefetch("transfers", transfers))


def _told(payments: Iterable[Payment], *, with_account: bool = True) -> list[Told]:
    payments = list(payments)
    waiting = [one for one in payments if one.state == State.WAITING]
    can_go = {one.payment.pk for one in ready(waiting)}
    return [_words(one, can_go=one.pk in can_go, with_account=with_account) for one in payments]


def _words(payment: Payment, *, can_go: bool, with_account: bool) -> Told:
    last = next(iter(sorted(payment.transfers.all(), key=_when, reverse=True)), None)
    amount = _amount(payment)
    if payment.state == State.PAID and last and last.paid_on:
        return _paid(payment, last, last.paid_on, amount, with_account=with_account)
    if payment.state == State.SENT:
        return Told(_("On its way"), _("%(amount)s is on its way. The bank has our order.") % amount, "info")
    if payment.state == State.NETTED:
        return Told(
            _("Set off"), _("%(amount)s was set off against what was paid too much before.") % amount, "neutral"
        )
    if payment.state == State.RETURNED and last and last.reason in NOT_THE_ACCOUNT:
        sentence = _("%(amount)s came back from the bank. We are looking into it; you do not have to do anything.")
        return Told(_("Being looked into"), sentence % amount, "warning")
    if payment.state == State.RETURNED:
        return _back(payment, amount)
    if can_go or payment.state == State.IN_RUN:
        return Told(_("Next payment run"), _("%(amount)s goes out with our next payment run.") % amount, "info")
    if payment.provider_id:
        return Told(
            _("Being looked into"), _("%(amount)s waits for the bank details of the provider.") % amount, "info"
        )
    sentence = _("%(amount)s waits, because we have no bank details that work.")
    return Told(_("Bank details needed"), sentence % amount, "warning", asks=True)


def _when(transfer: Transfer) -> datetime:
    return transfer.run.prepared_at


def _paid(payment: Payment, last: Transfer, day: date, amount: dict[str, str], *, with_account: bool) -> Told:
    facts = {**amount, "day": long_date(day), "ending": last.account.ending}
    if payment.provider:
        sentence = _("%(amount)s was paid on %(day)s to %(provider)s.") % {**facts, "provider": payment.provider.name}
    elif not with_account:
        sentence = _("%(amount)s was paid on %(day)s.") % facts
    else:
        sentence = _("%(amount)s was paid on %(day)s to the account ending in %(ending)s.") % facts
    return Told(_("Paid"), sentence, "success")


def _back(payment: Payment, amount: dict[str, str]) -> Told:
    if payment.provider:
        sentence = _("%(amount)s came back from the bank of the provider. We are looking into it.")
        return Told(_("Being looked into"), sentence % amount, "warning")
    sentence = _("%(amount)s came back from your bank. Please give us new bank details, and we pay again.")
    return Told(_("Bank details needed"), sentence % amount, "danger", asks=True)


def _directly(claim: Claim) -> Iterator[Told]:
    """The providers that the plan pays instead of the member, and her part that she owes them."""
    settlement = claim.settlements.live().prefetch_related("lines").first()
    for provider, part in paid_directly(settlement, settlement.lines.all()) if settlement else ():
        facts = {"provider": provider, "amount": money(rounded(part, settlement.currency), settlement.currency)}  # type: ignore[union-attr]
        sentence = _("The plan pays %(provider)s directly. Your own part is %(amount)s: please pay it to them.")
        yield Told(_("Paid directly"), sentence % facts, "info")


def _owed(receivable: Receivable) -> Told:
    left = {"amount": money(rounded(receivable.outstanding, receivable.currency), receivable.currency)}
    sentence = _("%(amount)s was paid more than the new decision gives. A person decides what happens with it.")
    return Told(_("Paid too much"), sentence % left, "warning")


def _amount(payment: Payment) -> dict[str, str]:
    value = payment.amount if payment.state == State.NETTED else payment.to_transfer
    return {"amount": money(rounded(value, payment.currency), payment.currency)}
