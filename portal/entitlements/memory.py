"""What is remembered of a family when its next expenses are judged: as little as gives the same answer.

A count, a window or a ceiling of one kind of care needs the entries of the care that shares it; the overall maximum
needs a sum. So deciding costs the same after a thousand claims as after ten.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, reduce
from operator import or_
from uuid import UUID

from django.db.models import DecimalField, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, ExtractYear

from portal.benefits.money import ZERO, rounded
from portal.benefits.plans import load_plan
from portal.benefits.terms import Period, Plan
from portal.benefits.usage import UsageEntry
from portal.entitlements.ledger import remembered
from portal.entitlements.models import UsageRecord
from portal.members.models import Family


@dataclass(frozen=True)
class Need:
    """Expenses to be judged, all of one family: whose, of what care, in which calendar years."""

    plan: Plan
    currency: str
    people: frozenset[UUID]
    benefits: frozenset[str]
    years: frozenset[int]


@cache
def _sharing(plan: str) -> Mapping[str, frozenset[str]]:
    """Benefit → all care that is counted together with it, itself included; care that nothing counts is left out."""
    keys: dict[str, set[str]] = defaultdict(set)
    for row in load_plan(plan).rows.values():
        for terms in row.versions:
            keys[row.code] |= {use.allowance.key for use in terms.uses}
            if terms.approval_above is not None:
                keys[row.code].add(row.code)
    return {
        code: frozenset(other for other, theirs in keys.items() if own & theirs) for code, own in keys.items() if own
    }


@cache
def windowed(plan: str) -> frozenset[str]:
    """Care that is counted in windows: an earlier purchase moves those of later ones."""
    return frozenset(
        row.code
        for row in load_plan(plan).rows.values()
        for terms in row.versions
        if any(use.allowance.period is Period.WINDOW for use in terms.uses)
    )


def counted_together(plan: Plan, benefits: Iterable[str]) -> set[str]:
    """All care whose past use can matter to `benefits`, the overall maximum apart."""
    sharing = _sharing(plan.code)
    return {other for code in benefits for other in sharing.get(code, ())}


def recall(
    needs: Mapping[UUID, Need], *, without: Collection[UUID] = (), until: int | None = None
) -> dict[UUID, list[UsageEntry]]:
    """By family, entries from which the engine's usage is rebuilt; at most two queries for any number of families.

    Sums of care that nothing counts are entries without a benefit. `without` leaves settlements out, as if they
    had never been; `until` reads the ledger of one family as it stood after that entry.
    """
    records = UsageRecord.objects.filter(family__in=list(needs)).exclude(settlement__in=without)
    if until is not None:
        records = records.filter(sequence__lte=until)
    found: dict[UUID, list[UsageEntry]] = {family: [] for family in needs}
    counted: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
    for family, entry in _counted(needs, records, until):
        counted[entry.person, entry.on.year] += entry.reimbursed
        found[family].append(entry)
    for family, person, year, total in _sums(needs, records):
        rest = rounded(total, needs[family].currency) - counted[str(person), year]
        if rest:
            found[family].append(UsageEntry(str(person), "", date(year, 1, 1), 0, rest, ZERO, {}))
    return found


def _counted(
    needs: Mapping[UUID, Need], records: QuerySet[UsageRecord], until: int | None
) -> Iterable[tuple[UUID, UsageEntry]]:
    asked = []
    for need in needs.values():
        together = counted_together(need.plan, need.benefits)
        if together:
            ever = together & remembered(need.plan)
            asked.append(
                Q(person__in=need.people)
                & (Q(benefit__in=together - ever, service_on__year__in=need.years) | Q(benefit__in=ever))
            )
    if not asked:
        return []
    standing = Q(reversed_by=None) if until is None else Q(reversed_by=None) | Q(reversed_by__sequence__gt=until)
    records = records.filter(reduce(or_, asked), standing, reverses=None)
    fields = ("family_id", "person_id", "benefit", "service_on", "reimbursed", "facts")
    return [
        (family, UsageEntry(str(person), benefit, on, facts["units"], paid, Decimal(facts["counted"]), facts["takes"]))
        for family, person, benefit, on, paid, facts in records.order_by("sequence").values_list(*fields)
    ]


def _sums(needs: Mapping[UUID, Need], records: QuerySet[UsageRecord]) -> Iterable[tuple[UUID, UUID, int, Decimal]]:
    people = {person for need in needs.values() for person in need.people}
    years = {year for need in needs.values() for year in need.years}
    records = records.filter(person__in=people, service_on__year__in=years)
    by_year = records.order_by().values_list("family_id", "person_id", ExtractYear("service_on"))
    return by_year.annotate(total=Sum("reimbursed"))


def years_of(family: Family) -> dict[int, list[UsageEntry]]:
    """What counts to the stop-loss of each calendar year: one sum a person, an entry without a benefit. One query.

    What is only reserved was borne by nobody yet and stays out.
    """
    counted = Sum(Cast(KT("facts__counted"), DecimalField(max_digits=14, decimal_places=3)))
    standing = UsageRecord.objects.settled().standing().filter(family=family).order_by()
    by_year = standing.values_list(ExtractYear("service_on"), "person_id").annotate(
        paid=Sum("reimbursed"), borne=counted
    )
    found: dict[int, list[UsageEntry]] = defaultdict(list)
    for year, person, paid, borne in by_year:
        amounts = rounded(paid, family.currency), rounded(borne, family.currency)
        found[year].append(UsageEntry(str(person), "", date(year, 1, 1), 0, *amounts, {}))
    return found
