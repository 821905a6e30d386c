"""What the participant learns of the care of adults in her family: what was paid, and what counts. Nothing else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from claims.payments.models import Payment, Transfer
from portal.benefits.money import ZERO, rounded
from portal.entitlements.models import UsageRecord
from portal.members.models import Person

State = Payment.State


@dataclass(frozen=True)
class Paid:
    """One payment to the family's account: whose, how much, and the day; None while it is not paid."""

    person: str
    amount: Decimal
    currency: str
    paid_on: date | None
    is_set_off: bool


@dataclass(frozen=True)
class Counted:
    """What of somebody's care of a calendar year counts towards the stop-loss of the family."""

    year: int
    person: str
    amount: Decimal
    currency: str


def adults_of(participant: Person, on: date) -> list[Person]:
    """The adults of her family, without herself."""
    others = Person.objects.filter(family=participant.family_id).exclude(pk=participant.pk).order_by("number")
    return [one for one in others if one.is_adult_on(on)]


def payments_for(people: Collection[Person]) -> QuerySet[Payment]:
    """Payments to the family for their care, the latest first. No name of a claim, a provider or a benefit is read."""
    transfers = Transfer.objects.order_by("-paid_on")
    found = Payment.objects.standing().filter(family__isnull=False, settlement__claim__patient__in=people)
    related = found.select_related("settlement__claim__patient").order_by("-created_at", "id")
    return related.prefetch_related(Prefetch("transfers", transfers))


def told(payments: Collection[Payment]) -> list[Paid]:
    """The payments in what may be told of them."""
    return [_told(payment, payment.settlement.claim.patient) for payment in payments if payment.settlement]


def _told(payment: Payment, patient: Person) -> Paid:
    is_paid = payment.state == State.PAID
    days = [one.paid_on for one in payment.transfers.all() if one.paid_on]
    is_set_off = payment.state == State.NETTED
    amount = rounded(payment.amount if is_set_off else payment.to_transfer, payment.currency)
    return Paid(patient.given_name, amount, payment.currency, max(days) if is_paid and days else None, is_set_off)


def counted_of(people: Collection[Person], years: Collection[int]) -> list[Counted]:
    """What of their care counts in these calendar years, by year and person, the latest year first. One query."""
    names = {person.pk: person.given_name for person in people}
    sums: dict[tuple[int, UUID, str], Decimal] = {}
    entries = UsageRecord.objects.settled().standing().filter(person__in=people, service_on__year__in=years)
    for one in entries:
        key = (one.service_on.year, one.person_id, one.currency)
        sums[key] = sums.get(key, ZERO) + Decimal(one.facts.get("counted", "0"))
    found = [
        Counted(year, names[person], rounded(amount, currency), currency)
        for (year, person, currency), amount in sums.items()
        if amount
    ]
    return sorted(found, key=lambda one: (-one.year, one.person))
