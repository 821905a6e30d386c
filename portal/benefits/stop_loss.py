"""The stop-loss: what a family bears in a calendar year, and the supplement above half a month's pay (3.4).

Computed from the whole year, so that the order of claims does not matter where no ceiling binds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from portal.benefits.ceilings import overall_maximum
from portal.benefits.facts import FamilyFacts
from portal.benefits.money import ZERO, nothing, percentage, share
from portal.benefits.terms import Plan
from portal.benefits.usage import UsageEntry


@dataclass(frozen=True, slots=True)
class PersonYear:
    """One person's year: reimbursed without the supplement, counted coinsurance, and the supplement paid.

    `attributed` is the share of the supplement before the overall maximum cut it.
    """

    person: str
    reimbursed: Decimal
    counted: Decimal
    attributed: Decimal
    supplement: Decimal


@dataclass(frozen=True, slots=True)
class YearDecision:
    """A family's calendar year. `limit` is None, and the supplement 0, when the stop-loss base is unknown."""

    year: int
    currency: str
    out_of_pocket: Decimal
    limit: Decimal | None
    supplement: Decimal
    people: tuple[PersonYear, ...]


def stop_loss(
    family: FamilyFacts, year: int, entries: Iterable[UsageEntry], plan: Plan, people: Iterable[str] = ()
) -> YearDecision:
    """Decide a year from everything used in it. `people` are listed even when they used nothing.

    Entries of other years are passed over. Raises FactsMissing when a supplement needs an unknown Reference Salary.
    """
    currency = family.currency
    zero = nothing(currency)
    listed = set(people)
    reimbursed, counted = dict.fromkeys(family.people, zero), dict.fromkeys(family.people, zero)
    for entry in entries:
        if entry.on.year == year:
            listed.add(entry.person)
            reimbursed[entry.person] += entry.reimbursed
            counted[entry.person] += entry.counted
    out_of_pocket = sum(counted.values(), zero)
    base = family.stop_loss_base.get(year)
    limit = None if base is None else percentage(base, plan.rules.stop_loss_limit, currency)
    above = ZERO if limit is None else max(out_of_pocket - limit, ZERO)
    shares = attributed(percentage(above, plan.rules.stop_loss_rate, currency), counted, currency)
    kept = {name: _kept(shares[name], name, reimbursed, family, year, plan) for name in family.people}
    decided = tuple(
        PersonYear(name, reimbursed[name], counted[name], shares[name], kept[name])
        for name in family.people
        if name in listed
    )
    supplement = sum((person.supplement for person in decided), zero)
    return YearDecision(year, currency, out_of_pocket, limit, supplement, decided)


def attributed(total: Decimal, counted: Mapping[str, Decimal], currency: str) -> dict[str, Decimal]:
    """Share `total` among people by counted coinsurance; what rounding leaves goes to the largest, first if equal."""
    zero, whole = nothing(currency), sum(counted.values(), ZERO)
    if not total or not whole:
        return dict.fromkeys(counted, zero)
    shares = {name: share(total, part, whole, currency) for name, part in counted.items()}
    rest = total - sum(shares.values(), ZERO)
    for name in sorted(counted, key=counted.__getitem__, reverse=True):  # stable: the first in the file wins a tie
        given = max(rest, -shares[name])
        shares[name] += given
        rest -= given
    return shares


def _kept(
    amount: Decimal, name: str, reimbursed: Mapping[str, Decimal], family: FamilyFacts, year: int, plan: Plan
) -> Decimal:
    """What the person's overall maximum leaves of her share."""
    if not amount:
        return amount
    left = overall_maximum(family, year, plan, name) - reimbursed[name]
    return min(amount, max(left, nothing(family.currency)))
