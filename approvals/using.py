"""What an approval was used for, and what remains of it: counted from the ledger, under the decision of that day."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from approvals.models import PriorApproval
from portal.benefits.facts import FactsMissing, Rates
from portal.benefits.money import ZERO
from portal.entitlements.facts import converted
from portal.entitlements.figures import exchange_rates
from portal.entitlements.models import UsageRecord


@dataclass(frozen=True)
class Named:
    """What a room above says of an entry: what it is called, where it stands, and the cost that was accepted.

    `cost` is in the currency of the entry; None when the room does not know it.
    """

    words: Any
    link: str
    cost: Decimal | None = None


@dataclass(frozen=True)
class Use:
    """One entry of the ledger under an approval: a line of a claim or of a guarantee. Amounts are in `currency`."""

    line: UUID
    on: date
    units: int
    paid: Decimal
    cost: Decimal
    currency: str
    is_reserved: bool
    words: Any
    link: str


@dataclass(frozen=True)
class Used:
    """An approval, and what it was used for. What is not limited has nothing left: None."""

    approval: PriorApproval
    uses: list[Use]
    rates: Rates = field(default_factory=Rates)

    @property
    def units(self) -> int:
        """Sessions, days or items of all uses."""
        return sum(use.units for use in self.uses)

    @property
    def units_left(self) -> int | None:
        """None without a limit."""
        return None if self.approval.units is None else max(self.approval.units - self.units, 0)

    @cached_property
    def cost(self) -> Decimal | None:
        """The accepted cost of all uses in the currency of the approval's limit; None without one, or without rates."""
        if self.approval.limit_amount is None:
            return None
        try:
            return sum((self._converted(use) for use in self.uses), ZERO)
        except FactsMissing:
            return None

    def in_limit(self, use: Use) -> Decimal:
        """The cost of a use in the currency of the limit; nothing without a limit or a rate."""
        try:
            return ZERO if self.approval.limit_amount is None else self._converted(use)
        except FactsMissing:
            return ZERO

    def _converted(self, use: Use) -> Decimal:
        return converted(use.cost, use.currency, self.approval.limit_currency, use.on, self.rates)

    @property
    def cost_left(self) -> Decimal | None:
        """None without a limit, or while it cannot be told."""
        if self.approval.limit_amount is None or self.cost is None:
            return None
        return max(self.approval.limit_amount - self.cost, ZERO)


Namer = Callable[[Collection[UsageRecord]], Mapping[UUID, Named]]
_namers: list[Namer] = []


def names_uses(namer: Namer) -> Namer:
    """Registers a room above that can say of entries, by their id, what they are. A constant number of queries."""
    _namers.append(namer)
    return namer


def used_of(approvals: Collection[PriorApproval]) -> dict[UUID, Used]:
    """Each of these approvals with its uses, the earliest first; four queries and those of the rooms above.

    An entry counts under the decision that was the newest about its day when it was written: a later decision begins
    with nothing used.
    """
    people, benefits = {one.person_id for one in approvals}, {one.benefit for one in approvals}
    if not people:
        return {}
    every = list(PriorApproval.objects.filter(person__in=people, benefit__in=benefits).order_by("-decided_at"))
    entries: dict[UUID, list[UsageRecord]] = defaultdict(list)
    ledger = UsageRecord.objects.standing().filter(person__in=people, benefit__in=benefits)
    for entry in ledger.order_by("service_on", "sequence"):
        if (approval := _under(entry, every)) is not None:
            entries[approval.pk].append(entry)
    wanted = {one.pk: entries[one.pk] for one in approvals}
    told = _told([entry for found in wanted.values() for entry in found])
    rates = _rates(approvals, wanted)
    return {
        one.pk: Used(one, [_use(entry, told.get(entry.pk)) for entry in wanted[one.pk]], rates) for one in approvals
    }


def _under(entry: UsageRecord, decisions: list[PriorApproval]) -> PriorApproval | None:
    """The decision that stood for an entry when it was written."""
    stood = (
        one
        for one in decisions
        if (one.person_id, one.benefit) == (entry.person_id, entry.benefit)
        and one.from_on <= entry.service_on <= one.until_on
        and one.decided_at <= entry.recorded_at
    )
    return next(stood, None)


def _told(entries: list[UsageRecord]) -> dict[UUID, Named]:
    return {key: named for namer in _namers if entries for key, named in namer(entries).items()}


def _use(entry: UsageRecord, named: Named | None) -> Use:
    cost = named.cost if named and named.cost is not None else entry.reimbursed
    return Use(
        line=entry.line,
        on=entry.service_on,
        units=entry.facts["units"],
        paid=entry.reimbursed,
        cost=cost,
        currency=entry.currency,
        is_reserved=entry.is_reserved,
        words=named.words if named else "",
        link=named.link if named else "",
    )


def _rates(approvals: Collection[PriorApproval], entries: Mapping[UUID, list[UsageRecord]]) -> Rates:
    months = {entry.service_on.replace(day=1) for found in entries.values() for entry in found}
    currencies = {one.limit_currency for one in approvals if one.limit_currency}
    currencies |= {entry.currency for found in entries.values() for entry in found}
    return Rates(exchange_rates(months, currencies) if months and len(currencies) > 1 else {})
