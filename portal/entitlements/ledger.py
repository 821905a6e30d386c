"""The ledger of what each person used: written when a claim is settled, read when the next one is decided.

What a guarantee of payment promises stands in it too, as a reservation: it counts like what was paid, so that nothing
is promised twice, until it is taken back.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from portal.benefits.plans import load_plan
from portal.benefits.terms import Period, Plan
from portal.benefits.usage import Usage, UsageEntry
from portal.entitlements.models import UsageRecord
from portal.members.models import Family


def usage_of(family: Family, *, plan: Plan, years: Collection[int], until: int | None = None) -> tuple[Usage, int]:
    """What a family used that can matter to expenses of `years`, and the sequence of the ledger's last entry.

    Allowances of a calendar year need the year alone; of windows, lifetimes and “once in N years” everything
    counts, but such care is rare: so the work stays the same as the history grows. `until` reads the ledger as
    it stood after that entry.
    """
    last = until if until is not None else last_entry(family)
    return Usage(entries_of(family, plan=plan, years=years, until=last)), last


def last_entry(family: Family) -> int:
    """The sequence of the ledger's last entry; 0 when it is empty."""
    return UsageRecord.objects.filter(family=family).aggregate(last=Max("sequence"))["last"] or 0


def entries_of(family: Family, *, plan: Plan, years: Collection[int], until: int | None = None) -> list[UsageEntry]:
    """The entries behind `usage_of` in their order, those of other years only where they are counted on. One query."""
    return [_entry(record) for record in _records(family, plan, years, until)]


def settled_and_reserved(
    family: Family, *, plan: Plan, years: Collection[int]
) -> tuple[list[UsageEntry], list[UsageEntry]]:
    """The same entries in two: what was paid, and what is only reserved for guarantees of payment. One query."""
    settled, reserved = list[UsageEntry](), list[UsageEntry]()
    for record in _records(family, plan, years, None):
        (reserved if record.is_reserved else settled).append(_entry(record))
    return settled, reserved


def _records(family: Family, plan: Plan, years: Collection[int], until: int | None) -> list[UsageRecord]:
    ledger = UsageRecord.objects.filter(Q(service_on__year__in=years) | Q(benefit__in=remembered(plan)), family=family)
    if until is not None:
        ledger = ledger.filter(sequence__lte=until)
    records = list(ledger.order_by("sequence"))
    reversed_ids = {record.reverses_id for record in records if record.reverses_id}
    return [record for record in records if not record.reverses_id and record.pk not in reversed_ids]


@cache
def _remembered(plan: str) -> frozenset[str]:
    return frozenset(
        row.code
        for row in load_plan(plan).rows.values()
        for terms in row.versions
        for use in terms.uses
        if use.allowance.period is not Period.CALENDAR_YEAR
    )


def remembered(plan: Plan) -> frozenset[str]:
    """Codes of the care that is counted over more than a calendar year."""
    return _remembered(plan.code)


def last_uses(family: Family, benefits: Collection[str]) -> dict[tuple[str, str], date]:
    """When each person last used what: by her key and the code of a benefit, or the key of an allowance. One query."""
    records = UsageRecord.objects.filter(family=family, benefit__in=benefits).settled().standing()
    found: dict[tuple[str, str], date] = {}
    for record in records.order_by("service_on"):
        for key in (record.benefit, *record.facts["takes"]):
            found[str(record.person_id), key] = record.service_on
    return found


def usage_row(
    *,
    family: Family,
    settlement: UUID,
    line: UUID,
    entry: UsageEntry,
    sequence: int,
    now: datetime,
    is_reserved: bool = False,
) -> UsageRecord:
    """One entry of the ledger, not saved: what `line` used by its settlement, in the family's currency."""
    return UsageRecord(
        family_id=family.pk,
        person_id=UUID(entry.person),
        line=line,
        settlement=settlement,
        benefit=entry.benefit,
        service_on=entry.on,
        reimbursed=entry.reimbursed,
        currency=family.currency,
        facts={"units": entry.units, "counted": str(entry.counted), "takes": dict(entry.takes)},
        sequence=sequence,
        recorded_at=now,
        is_reserved=is_reserved,
    )


def write_usage(
    *,
    family: Family,
    settlement: UUID,
    entries: Iterable[tuple[UUID, UsageEntry]],
    after: int,
    now: datetime,
    is_reserved: bool = False,
) -> None:
    """Append what a settlement used, `(line, entry)` pairs in the family's currency, after the ledger entry `after`.

    The family's lock must be held since `after` was read.
    """
    UsageRecord.objects.bulk_create(
        usage_row(
            family=family,
            settlement=settlement,
            line=line,
            entry=entry,
            sequence=sequence,
            now=now,
            is_reserved=is_reserved,
        )
        for sequence, (line, entry) in enumerate(entries, start=after + 1)
    )


def standing_entries(settlement: UUID) -> QuerySet[UsageRecord]:
    """What a settlement used and nobody took back."""
    return UsageRecord.objects.standing().filter(settlement=settlement)


def reverse_usage(*, settlement: UUID, family: Family, after: int, now: datetime) -> int:
    """Take back all that a settlement used, by entries that reverse its own; returns the ledger's last sequence.

    Amounts are stored negative, so that a plain sum over the ledger is right too. Reversing twice reverses once.
    The family's lock must be held since `after` was read.
    """
    undone = [
        UsageRecord(
            family=family,
            person_id=record.person_id,
            line=record.line,
            settlement=settlement,
            benefit=record.benefit,
            service_on=record.service_on,
            reimbursed=-record.reimbursed,
            currency=record.currency,
            facts=record.facts,
            reverses=record,
            sequence=sequence,
            recorded_at=now,
            is_reserved=record.is_reserved,
        )
        for sequence, record in enumerate(
            standing_entries(settlement).filter(family=family).order_by("sequence"), start=after + 1
        )
    ]
    UsageRecord.objects.bulk_create(undone)
    return after + len(undone)


def _entry(record: UsageRecord) -> UsageEntry:
    return UsageEntry(
        person=str(record.person_id),
        benefit=record.benefit,
        on=record.service_on,
        units=record.facts["units"],
        reimbursed=record.reimbursed,
        counted=Decimal(record.facts["counted"]),
        takes=record.facts["takes"],
    )
