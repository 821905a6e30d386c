"""What would have changed a cut: one fact of the stored decision turned round, and the engine asked again.

Nothing is saved, and the settlement itself is not touched: it stays what it says.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from uuid import UUID

from claims.models import Settlement
from portal.benefits.counts import track_key
from portal.benefits.days import add_months, add_years
from portal.benefits.decision import LineDecision
from portal.benefits.engine import adjudicate
from portal.benefits.facts import APPROVED, PIVOT, Eye, FactsMissing, FamilyFacts, LineFacts, Rates
from portal.benefits.money import ZERO, rounded
from portal.benefits.place import PlaceRule, price_place
from portal.benefits.plans import load_plan
from portal.benefits.reasons import Outcome, Reason
from portal.benefits.terms import Period, Plan, Terms
from portal.benefits.usage import Usage
from portal.entitlements.memory import Need, recall
from portal.entitlements.records import facts_from


class Remedy(StrEnum):
    """The fact that was turned round."""

    PRESCRIPTION = "prescription"
    IN_TIME = "in_time"
    APPROVAL = "approval"
    HIGHER_APPROVAL = "higher_approval"
    APPROVED_THERE = "approved_there"
    CONDITION = "condition"
    NOT_EXCLUDED = "not_excluded"
    NOT_A_REPEAT = "not_a_repeat"
    WAITING_OVER = "waiting_over"
    LATER = "later"
    USUAL_PRICE = "usual_price"
    NETWORK = "network"
    INSTEAD = "instead"


@dataclass(frozen=True)
class Change:
    """What the engine answers under the turned facts, which are in `then.line`."""

    remedies: tuple[Remedy, ...]
    then: LineDecision


@dataclass(frozen=True)
class Turn:
    """A way to ask again because of `reason`; all acts of one line can be done one after the other."""

    reason: Reason
    remedy: Remedy
    act: Callable[[LineFacts], LineFacts]


# A fact that was missing or wrong when the expense was claimed; where several were, they are mended together.
DOOR = {
    Reason.PRESCRIPTION_MISSING: Remedy.PRESCRIPTION,
    Reason.PRESCRIPTION_EXPIRED: Remedy.PRESCRIPTION,
    Reason.LATE_CLAIM: Remedy.IN_TIME,
    Reason.APPROVAL_REFUSED: Remedy.APPROVAL,
    Reason.PRIOR_APPROVAL_MISSING: Remedy.APPROVAL,
    Reason.CONDITION_NOT_MET: Remedy.CONDITION,
    Reason.EXCLUDED: Remedy.NOT_EXCLUDED,
    Reason.DUPLICATE: Remedy.NOT_A_REPEAT,
    Reason.WAITING_PERIOD: Remedy.WAITING_OVER,
}
BY_PERIOD = frozenset({Reason.COUNT_LIMIT, Reason.ITEM_CEILING, Reason.PERIOD_CEILING, Reason.OVERALL_MAXIMUM})
ON_THE_WAY = BY_PERIOD | {Reason.APPROVAL_LIMIT, Reason.REASONABLE_CUSTOMARY, Reason.PRIVATE_ROOM}
AVOIDABLE = frozenset(reason.value for reason in ON_THE_WAY | DOOR.keys())
# Where the price or its bearer is another one, the member gains when her own part is smaller.
OTHER_PRICE = {Remedy.USUAL_PRICE, Remedy.NETWORK, Remedy.INSTEAD}

Changes = Mapping[tuple[UUID, Reason], list[Change]]


def changes_of(settlement: Settlement) -> Changes:
    """By claim line and the reason of a cut, what would have changed it; at most two queries, none where nothing could.

    `settlement.decision` and its lines' reasons must be loaded.
    """
    if not any(AVOIDABLE & set(line.reasons) for line in settlement.lines.all()):
        return {}
    plan = load_plan(settlement.decision.plan)
    facts = facts_from(settlement.decision.facts)
    used = _used(settlement, facts, plan)
    found: dict[tuple[UUID, Reason], list[Change]] = {}
    for family, line in facts:
        try:
            decision = adjudicate(line, family, used, plan)
        except FactsMissing:
            continue
        asked = _Asked(line, family, used, plan, decision)
        for reason, change in asked.changes():
            found.setdefault((UUID(line.ref), reason), []).append(change)
        used.add(decision.usage)
    return found


def _used(settlement: Settlement, facts: list[tuple[FamilyFacts, LineFacts]], plan: Plan) -> Usage:
    """What counted when it was decided."""
    family = settlement.claim.family
    need = Need(
        plan=plan,
        currency=settlement.currency,
        people=frozenset(UUID(line.person) for _family, line in facts),
        benefits=frozenset(line.benefit for _family, line in facts),
        years=frozenset(line.on.year for _family, line in facts),
    )
    return Usage(recall({family.pk: need}, until=settlement.decision.facts["usage_until"])[family.pk])


class _Asked:
    """One line, asked again under other facts."""

    def __init__(self, line: LineFacts, family: FamilyFacts, used: Usage, plan: Plan, decision: LineDecision) -> None:
        self.line, self.family, self.used, self.plan, self.decision = line, family, used, plan, decision
        self.terms: Terms = decision.terms
        self.reasons = decision.reasons

    def changes(self) -> Iterator[tuple[Reason, Change]]:
        """Each single change that helps; where several facts stood in the way, those together."""
        if self.decision.steps is None:
            yield from self._at_the_door()
            return
        for reason in self.reasons:
            for turns in self._on_the_way(reason):
                change = next((found for turn in turns if (found := self._better([turn]))), None)
                if change:
                    yield reason, change

    def _at_the_door(self) -> Iterator[tuple[Reason, Change]]:
        """Only when every reason can be mended does anything help."""
        if set(self.reasons) <= DOOR.keys():
            turns = {DOOR[reason]: Turn(reason, DOOR[reason], self._mended(reason)) for reason in self.reasons}
            change = self._better(list(turns.values()))
            if change:
                yield self.reasons[0], change

    def _mended(self, reason: Reason) -> Callable[[LineFacts], LineFacts]:
        months = self.plan.rules.claim_months
        match reason:
            case Reason.PRESCRIPTION_MISSING | Reason.PRESCRIPTION_EXPIRED:
                return lambda line: replace(line, prescribed=line.on)
            case Reason.LATE_CLAIM:
                return lambda line: replace(line, received=add_months(line.on, months))
            case Reason.APPROVAL_REFUSED | Reason.PRIOR_APPROVAL_MISSING:
                return lambda line: replace(line, approval=APPROVED)
            case Reason.CONDITION_NOT_MET:
                return lambda line: replace(line, conditions_met=True)
            case Reason.EXCLUDED:
                return lambda line: replace(line, exclusion=None)
            case Reason.DUPLICATE:
                return lambda line: replace(line, duplicate_of=None)
            case _:
                return lambda line: _on(line, self._waiting_ends())

    def _waiting_ends(self) -> date:
        return add_months(self.family.people[self.line.person].enrolled, self.terms.waiting_months)

    def _on_the_way(self, reason: Reason) -> Iterator[list[Turn]]:
        """Lists of turns; of each the first that helps is told."""
        if reason in BY_PERIOD:
            if any(use.allowance.beyond for use in self.terms.uses):
                yield [Turn(reason, Remedy.PRESCRIPTION, lambda line: replace(line, prescribed=line.on))]
            yield [Turn(reason, Remedy.LATER, partial(_on, day=day)) for day in self._later()]
        elif reason is Reason.APPROVAL_LIMIT:
            yield [Turn(reason, Remedy.HIGHER_APPROVAL, lambda line: replace(line, approval_limit=None))]
        elif reason is Reason.REASONABLE_CUSTOMARY:
            yield from self._above_the_usual_price(reason)
        elif reason is Reason.PRIVATE_ROOM and self.line.semi_private is not None:
            price = self.line.semi_private * self.line.quantity
            yield [
                Turn(reason, Remedy.INSTEAD, partial(replace, benefit=code, charged=price))
                for code in self.plan.rows[self.line.benefit].instead
            ]

    def _above_the_usual_price(self, reason: Reason) -> Iterator[list[Turn]]:
        if price_place(self.line, self.family, self.plan)[1] is PlaceRule.BY_CHOICE:
            yield [Turn(reason, Remedy.APPROVED_THERE, lambda line: replace(line, authorised_country=line.country))]
        level = self.line.accepted[self.decision.price_country]
        yield [
            Turn(reason, Remedy.NETWORK, lambda line: replace(line, network=True)),
            Turn(reason, Remedy.USUAL_PRICE, lambda line: replace(line, charged=rounded(level, line.currency))),
        ]

    def _later(self) -> list[date]:
        """Days on which an allowance may begin anew; the engine says which of them does."""
        days = {date(self.line.on.year + 1, 1, 1)}
        for use in self.terms.uses:
            if use.allowance.period is Period.WINDOW:
                track = self.used.track(self.line.person, track_key(use.allowance, self.line))
                starts = [self.line.on, *(purchase.on for purchase in track.purchases)]
                days |= {add_months(day, use.allowance.months) for day in starts}
            elif use.allowance.period is Period.EVERY:
                days |= {date(add_years(self.line.on, years).year, 1, 1) for years in range(1, use.allowance.years + 1)}
        return sorted(day for day in days if day > self.line.on)

    def _better(self, turns: list[Turn]) -> Change | None:
        line = self.line
        for turn in turns:
            line = turn.act(line)
        try:
            then = self._asked(line)
        except FactsMissing:
            return None
        remedies = tuple(turn.remedy for turn in turns)
        gains = then.reimbursed > self.decision.reimbursed
        if set(remedies) & OTHER_PRICE:
            gains = gains or (then.outcome is Outcome.PAID and then.member_share < self.decision.member_share)
        return Change(remedies, then) if gains else None

    def _asked(self, line: LineFacts) -> LineDecision:
        """What the engine says. Where nobody asked which eye, because nothing was paid, the one that pays less."""
        family = _as_on(self.family, self.line.on, line.on)
        try:
            return adjudicate(line, family, self.used, self.plan)
        except FactsMissing as missing:
            if missing.problem != "eye_missing":
                raise
        answers = [adjudicate(replace(line, eye=eye), family, self.used, self.plan) for eye in Eye]
        return min(answers, key=lambda answer: answer.reimbursed)


def _on(line: LineFacts, day: date) -> LineFacts:
    """The same care on a later day, with a fresh prescription where it had one."""
    day = max(day, line.on)
    return replace(line, on=day, received=max(line.received, day), prescribed=day if line.prescribed else None)


def _as_on(family: FamilyFacts, before: date, day: date) -> FamilyFacts:
    """The figures of the day of care stand in for those of another day."""
    if (before.year, before.month) == (day.year, day.month):
        return family
    known, month = family.rates.as_record(), f"{before.year:04}-{before.month:02}"
    rates = Rates.from_record({**known, f"{day.year:04}-{day.month:02}": known.get(month, {PIVOT: "1"})})
    salary = family.reference_salary.get(before.year, ZERO)
    salaries = family.reference_salary if not salary else {**family.reference_salary, day.year: salary}
    return replace(family, rates=rates, reference_salary=salaries)
