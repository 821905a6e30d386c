"""Paying the stop-loss: computed anew from the whole year, paid by itself where it grew, never taken back."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from claims.models import StopLossSettlement
from portal.benefits.facts import FactsMissing
from portal.benefits.money import ZERO
from portal.benefits.plans import load_plan
from portal.benefits.stop_loss import PersonYear, YearDecision, stop_loss
from portal.entitlements.facts import FamilyReader, read_family
from portal.entitlements.ledger import last_entry
from portal.entitlements.locking import locked_families
from portal.entitlements.memory import years_of
from portal.members.audit import record
from portal.members.days import own_day
from portal.members.models import Family, Person
from portal.vault.numbers import fresh_number
from portal.work.jobs import enqueue_all

NOTE = "claims.write_stop_loss_note"
PAY = "payments.pay_stop_loss"  # a room above pays


@transaction.atomic
def settle_stop_loss(*, family_id: UUID, now: datetime) -> list[StopLossSettlement]:
    """Pay what the stop-loss of each year of the family has grown by; also of years long past. Empty when it has not.

    Under the family's lock, as every decision. A year whose figures are not loaded waits for them. Where less would
    come out than was paid, nothing happens: taking back is for a person.
    """
    family = locked_families([family_id])[family_id]
    years = years_of(family)
    if not years:
        return []
    reader = read_family(family, {date(year, 12, 31) for year in years})
    before = _paid_before(family)
    settled = []
    for year, entries in sorted(years.items()):
        try:
            decision = stop_loss(reader.facts(date(year, 12, 31)), year, entries, load_plan(family.plan))
        except FactsMissing:
            continue
        paid_before, sequence = before.get((year, decision.currency), (ZERO, 0))
        if decision.limit is not None and decision.supplement > paid_before:
            settled.append(_pay(reader, decision, paid_before=paid_before, sequence=sequence + 1, now=now))
    return settled


def _paid_before(family: Family) -> dict[tuple[int, str], tuple[Decimal, int]]:
    """By year and currency: what was paid, and the last sequence."""
    found: dict[tuple[int, str], tuple[Decimal, int]] = {}
    for one in StopLossSettlement.objects.filter(family=family).order_by("sequence"):
        paid, _sequence = found.get((one.year, one.currency), (ZERO, 0))
        found[one.year, one.currency] = paid + one.paid, one.sequence
    return found


def _pay(
    reader: FamilyReader, decision: YearDecision, *, paid_before: Decimal, sequence: int, now: datetime
) -> StopLossSettlement:
    family = reader.family
    settlement = StopLossSettlement.objects.create(
        number=fresh_number("L"),
        family=family,
        year=decision.year,
        sequence=sequence,
        plan=family.plan,
        usage_until=last_entry(family),
        currency=decision.currency,
        out_of_pocket=decision.out_of_pocket,
        limit=decision.limit,
        supplement=decision.supplement,
        paid=decision.supplement - paid_before,
        people={one.person: _amounts([one]) for one in decision.people},
        printed=_printed(reader, decision, now),
        settled_at=now,
    )
    record(act="stop_loss.settled", by=None, about=family, now=now, year=decision.year, sequence=sequence)
    enqueue_all([(NOTE, settlement.pk), (PAY, settlement.pk)], now=now)
    return settlement


def _amounts(people: Iterable[PersonYear]) -> dict[str, str]:
    """Sums as text."""
    shares = list(people)
    return {
        name: str(sum((getattr(one, name) for one in shares), ZERO))
        for name in ("reimbursed", "counted", "attributed", "supplement")
    }


def _printed(reader: FamilyReader, decision: YearDecision, now: datetime) -> dict[str, Any]:
    """What the note and the page say beside the amounts. Other adults of the family stand in one row, unnamed."""
    family, people = reader.family, {str(person.pk): person for person in reader.people}
    participant = next(one for one in reader.people if one.relation == Person.Relation.PARTICIPANT)
    participant.family = family
    rules, today = load_plan(family.plan).rules, own_day(participant, now)
    named = [one for one in decision.people if _may_be_named(people[one.person], today)]
    others = [one for one in decision.people if one not in named]
    rows = [{"name": people[one.person].full_name, **_amounts([one])} for one in named]
    if others:
        rows.append({"name": "", **_amounts(others)})
    return {
        "reader": participant.full_name,
        "person": str(participant.pk),
        "language": participant.language,
        "email": participant.email,
        "address": family.address_lines(),
        "reference": family.reference,
        "rate": f"{rules.stop_loss_rate.normalize():f}",
        "limit_rate": f"{rules.stop_loss_limit.normalize():f}",
        "clause": rules.stop_loss_clause,
        "is_retired": family.status == Family.Status.RETIRED,
        "people": rows,
    }


def _may_be_named(person: Person, today: date) -> bool:
    """Each adult's care is her own; the participant reads the note."""
    return person.relation == Person.Relation.PARTICIPANT or not person.is_adult_on(today)
