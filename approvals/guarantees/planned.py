"""Planned care, and the engine asked what the plan would pay of it: facts in, a split out, nothing saved.

The lines come from a cost estimate or from what the desk keys in. They are decided as a claim would be, one after the
other, after everything the family has used or reserved.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from approvals.models import PriorApproval
from portal.benefits.decision import LineDecision
from portal.benefits.engine import adjudicate
from portal.benefits.facts import Approval, Eye, FactsMissing, FamilyFacts, LineFacts
from portal.benefits.money import LARGEST, ZERO
from portal.benefits.plans import load_plan
from portal.benefits.reasons import Outcome, Reason
from portal.benefits.terms import Plan
from portal.benefits.usage import Usage, UsageEntry
from portal.entitlements.assuming import decide_assuming
from portal.entitlements.facts import FamilyReader, converted, in_force, read_family
from portal.entitlements.figures import price_levels
from portal.entitlements.ledger import last_entry
from portal.entitlements.levels import accepted_levels
from portal.entitlements.memory import Need, recall
from portal.entitlements.models import PriceLevel
from portal.entitlements.records import facts_record, result_record
from portal.members.models import Family, Person
from providers.models import Agreement, Provider


@dataclass(frozen=True)
class PlannedLine:
    """One planned expense: `charged` for all `quantity` in `currency`; `semi_private` is a rate for one night."""

    benefit: str
    quantity: int
    charged: Decimal
    currency: str
    country: str
    from_on: date
    words: str = ""
    semi_private: Decimal | None = None
    prescribed_on: date | None = None
    other_insurance: Decimal = ZERO
    eye: Eye | None = None
    key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Planned:
    """What is planned for a person. Without a provider of the list nothing is known of agreements."""

    person: Person
    lines: tuple[PlannedLine, ...]
    provider: Provider | None = None
    is_emergency: bool = False


@dataclass(frozen=True)
class SplitLine:
    """One line with the facts it was decided from, and the decision, or what the house lacks to take it."""

    line: PlannedLine
    family: FamilyFacts
    facts: LineFacts | FactsMissing
    answer: LineDecision | FactsMissing
    assumed: tuple[FactsMissing, ...] = ()

    @property
    def ref(self) -> str:
        return str(self.line.key)

    @property
    def decision(self) -> LineDecision | None:
        return self.answer if isinstance(self.answer, LineDecision) else None

    @property
    def waits_for(self) -> str:
        """What is missing before it can be promised: `figure`, `room`, `approval`, or nothing."""
        if not isinstance(self.answer, LineDecision):
            return "figure"
        if self.answer.outcome is not Outcome.REVIEW:
            return ""
        return "room" if Reason.SEMI_PRIVATE_UNKNOWN in self.answer.reasons else "approval"


@dataclass(frozen=True)
class Split:
    """The lines decided, in the family's currency. `after` is the last ledger entry they were decided after."""

    planned: Planned
    lines: tuple[SplitLine, ...]
    after: int

    @property
    def family(self) -> Family:
        return self.planned.person.family

    @property
    def currency(self) -> str:
        return self.family.currency

    @property
    def plan(self) -> Plan:
        return load_plan(self.family.plan)

    @property
    def decisions(self) -> list[LineDecision]:
        return [one.decision for one in self.lines if one.decision]

    @property
    def charged(self) -> Decimal:
        return sum((one.charged for one in self.decisions), ZERO)

    @property
    def guaranteed(self) -> Decimal:
        return sum((one.reimbursed for one in self.decisions), ZERO)

    @property
    def patient_part(self) -> Decimal:
        return sum((one.member_share for one in self.decisions), ZERO)

    @property
    def borne_by_others(self) -> Decimal:
        return self.charged - self.guaranteed - self.patient_part

    @property
    def waits(self) -> list[SplitLine]:
        """Lines that nothing can be promised of yet."""
        return [one for one in self.lines if one.waits_for]

    @property
    def used(self) -> list[tuple[UUID, UsageEntry]]:
        """What is to be reserved, by the key of the line."""
        return [(one.line.key, one.decision.usage) for one in self.lines if one.decision and one.decision.usage]

    @cached_property
    def seen(self) -> str:
        """The digest of what is promised, so that nobody issues another split than the one she looked at."""
        told = [[_told(one.line), result_record(one.decision) if one.decision else None] for one in self.lines]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def facts_record(self) -> dict[str, Any]:
        """All it was taken from, as JSON."""
        return facts_record(self.lines, usage_until=self.after)


def _told(line: PlannedLine) -> list[str]:
    return [line.benefit, str(line.quantity), f"{line.charged:f}", line.currency, line.country, str(line.from_on)]


def split_of(planned: Planned, *, today: date, without: Collection[UUID] = ()) -> Split:
    """Ask the engine. `without` are guarantees whose reservations count as never made: those that are replaced.

    A figure of a day to come that is not known yet is today's; the line names it in `assumed`. At most eleven queries.
    """
    # Fresh keys, for a line of one version is never that of another.
    planned = replace(planned, lines=tuple(replace(line, key=uuid4()) for line in planned.lines))
    person, family = planned.person, planned.person.family
    days = {line.from_on for line in planned.lines} | {today}
    need = Need(
        plan=load_plan(family.plan),
        currency=family.currency,
        people=frozenset({person.pk}),
        benefits=frozenset(line.benefit for line in planned.lines),
        years=frozenset(day.year for day in days),
    )
    after = last_entry(family)
    used = Usage(recall({family.pk: need}, without=without)[family.pk])
    desk = _Desk(planned, need.plan, read_family(family, days), used, today)
    return Split(planned, tuple(desk.decided(line) for line in planned.lines), after)


class _Desk:
    """All that is known for the lines of one split; `used` grows by what they would use."""

    def __init__(self, planned: Planned, plan: Plan, reader: FamilyReader, used: Usage, today: date) -> None:
        self.planned, self.plan, self.reader, self.used, self.today = planned, plan, reader, used, today
        benefits = {line.benefit for line in planned.lines}
        self.approvals = _approvals(planned.person, benefits)
        countries = {reader.family.duty_station} | {line.country for line in planned.lines}
        countries |= {one.authorised_country for found in self.approvals.values() for one in found}
        self.levels = price_levels(benefits, countries - {""})
        self.agreements = list(Agreement.objects.filter(provider=planned.provider)) if planned.provider else []

    def decided(self, line: PlannedLine) -> SplitLine:
        """One line after those before it."""
        family, facts = self.reader.facts(line.from_on), list[LineFacts]()
        if str(self.planned.person.pk) not in family.people:
            missing = FactsMissing("never_enrolled")
            return SplitLine(line, family, missing, missing)

        def decide(family: FamilyFacts) -> LineDecision:
            facts[:] = [self.facts(line, family)]
            return adjudicate(facts[0], family, self.used, self.plan)

        try:
            decision, known, assumed = decide_assuming(decide, family, on=line.from_on, today=self.today)
        except FactsMissing as missing:
            return SplitLine(line, family, facts[0] if facts else missing, missing)
        if decision.charged >= LARGEST:
            return SplitLine(line, known, facts[0], FactsMissing("amount_implausible", currency=line.currency))
        self.used.add(decision.usage)
        return SplitLine(line, known, facts[0], decision, assumed)

    def facts(self, line: PlannedLine, family: FamilyFacts) -> LineFacts:
        """As the engine takes it. Raises FactsMissing."""
        approval = in_force(self.approvals.get(line.benefit, ()), line.from_on)
        agreement = in_force(self.agreements, line.from_on)
        return LineFacts(
            ref=str(line.key),
            person=str(self.planned.person.pk),
            benefit=line.benefit,
            on=line.from_on,
            received=max(line.from_on, self.today),  # care to come cannot be billed late
            charged=line.charged,
            currency=line.currency,
            country=line.country,
            quantity=line.quantity,
            emergency=self.planned.is_emergency,
            accepted=self._accepted(line, family),
            semi_private=line.semi_private,
            network=bool(agreement and agreement.accepts_price_levels),
            other_insurance=line.other_insurance,
            prescribed=line.prescribed_on,
            approval=Approval(approval.outcome) if approval else None,
            approval_limit=_limit(approval, line, family),
            authorised_country=approval.authorised_country or None if approval else None,
            eye=line.eye,
        )

    def _accepted(self, line: PlannedLine, family: FamilyFacts) -> dict[str, Decimal]:
        levels: Mapping[str, list[PriceLevel]] = {
            country: found for (benefit, country), found in self.levels.items() if benefit == line.benefit
        }
        return accepted_levels(
            levels, quantity=line.quantity, currency=line.currency, on=line.from_on, rates=family.rates
        )


def _limit(approval: PriorApproval | None, line: PlannedLine, family: FamilyFacts) -> Decimal | None:
    """The highest amount the approval accepts, in the bill's currency."""
    if approval is None or approval.limit_amount is None or approval.outcome == PriorApproval.Outcome.REFUSED:
        return None
    return converted(approval.limit_amount, approval.limit_currency, line.currency, line.from_on, family.rates)


def _approvals(person: Person, benefits: Iterable[str]) -> dict[str, list[PriorApproval]]:
    """What the medical consultant decided about this care of hers, the latest first."""
    found: dict[str, list[PriorApproval]] = {}
    for one in PriorApproval.objects.filter(person=person, benefit__in=benefits).order_by("-decided_at"):
        found.setdefault(one.benefit, []).append(one)
    return found
