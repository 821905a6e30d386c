"""What would change an estimate: one fact turned round, and the engine asked again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from portal.benefits.days import add_months
from portal.benefits.facts import FactsMissing
from portal.benefits.money import rounded
from portal.benefits.reasons import Outcome, Reason
from portal.entitlements.balances import Account
from portal.entitlements.estimates import Answer, Desk, Question

# Cuts that end with the period of an allowance.
BY_PERIOD = {Reason.COUNT_LIMIT, Reason.ITEM_CEILING, Reason.PERIOD_CEILING}


class Remedy(StrEnum):
    """The fact that was turned round."""

    APPROVAL = "approval"
    PRESCRIPTION = "prescription"
    WAITING_OVER = "waiting_over"
    LATER = "later"
    DUTY_STATION = "duty_station"
    INSTEAD = "instead"
    USUAL_PRICE = "usual_price"


@dataclass(frozen=True)
class Change:
    """Another answer that is better for the member, and the facts that make it so."""

    remedies: tuple[Remedy, ...]
    answer: Answer


Turned = list[tuple[Remedy, Question]]
# Where the price itself is another one, the member gains when her own part is smaller.
OTHER_PRICE = {Remedy.INSTEAD, Remedy.USUAL_PRICE}


def changes(answer: Answer, desk: Desk) -> list[Change]:
    """Every single change that pays more; and where only several together help, those together."""
    return list(_Remedies(answer, desk).changes())


class _Remedies:
    def __init__(self, answer: Answer, desk: Desk) -> None:
        self.answer, self.desk = answer, desk
        self.question, self.decision = answer.question, answer.decision
        self.reasons, self.terms = set(answer.decision.reasons), answer.decision.terms

    def changes(self) -> Iterator[Change]:
        hurdles = list(self._hurdles())
        found = [change for remedy, turn in hurdles if (change := self._better((remedy,), turn(self.question)))]
        if not found and len(hurdles) > 1:
            found = self._together(hurdles)
        for turned in (self._later(), self._place(), self._instead(), self._usual_price()):
            better = (self._better((remedy,), question) for remedy, question in turned)
            # Of several days the first that helps is told.
            found += [change for change in better if change][:1]
        yield from found

    def _hurdles(self) -> Iterator[tuple[Remedy, Callable[[Question], Question]]]:
        """What stands in the way of any payment and can be brought."""
        if self.terms.prescription is not None or any(use.allowance.beyond for use in self.terms.uses):
            yield Remedy.PRESCRIPTION, lambda asked: replace(asked, prescribed=asked.on)
        if Reason.WAITING_PERIOD in self.reasons:
            yield Remedy.WAITING_OVER, lambda asked: self._on(asked, self._waiting_ends())
        if not self.question.is_approved and (self.terms.approval or self.terms.approval_above is not None):
            yield Remedy.APPROVAL, lambda asked: replace(asked, is_approved=True)

    def _together(self, hurdles: list[tuple[Remedy, Callable[[Question], Question]]]) -> list[Change]:
        """All hurdles taken, then each left out that is not needed."""
        wanted = hurdles
        for one in hurdles:
            fewer = [other for other in wanted if other is not one]
            if self._taken(fewer):
                wanted = fewer
        change = self._taken(wanted)
        return [change] if change else []

    def _taken(self, hurdles: list[tuple[Remedy, Callable[[Question], Question]]]) -> Change | None:
        question = self.question
        for _remedy, turn in hurdles:
            question = turn(question)
        return self._better(tuple(remedy for remedy, _turn in hurdles), question) if hurdles else None

    def _later(self) -> Turned:
        """The days on which an allowance of this care, or the overall maximum, begins anew."""
        days: set[date] = set()
        if self.reasons & BY_PERIOD:
            account = Account(self.desk.standing(self.question.on), str(self.question.person.pk))
            days |= {one.opens_on for one in account.balances(only=self.question.benefit) if one.opens_on}
        if Reason.OVERALL_MAXIMUM in self.reasons:
            days.add(date(self.question.on.year + 1, 1, 1))
        return [(Remedy.LATER, self._on(self.question, day)) for day in sorted(days)]

    def _place(self) -> Turned:
        home = self.question.person.family.duty_station
        return [(Remedy.DUTY_STATION, replace(self.question, country=home))] if self.question.country != home else []

    def _instead(self) -> Turned:
        """Other care that the plan names in its place, at its own price where the member told it."""
        price = self.question.semi_private
        if price is None:
            return []
        asked = replace(self.question, charged=price * self.question.quantity, semi_private=None)
        return [(Remedy.INSTEAD, replace(asked, benefit=code)) for code in self._row_instead()]

    def _row_instead(self) -> tuple[str, ...]:
        return self.desk.plan.rows[self.question.benefit].instead

    def _usual_price(self) -> Turned:
        level = self.decision.line.accepted.get(self.decision.price_country)
        if Reason.REASONABLE_CUSTOMARY not in self.reasons or level is None:
            return []
        return [(Remedy.USUAL_PRICE, replace(self.question, charged=rounded(level, self.question.currency)))]

    def _waiting_ends(self) -> date:
        person = self.answer.family.people[str(self.question.person.pk)]
        return add_months(person.enrolled, self.terms.waiting_months)

    def _on(self, question: Question, day: date) -> Question:
        """The same on a later day that is not past; an old prescription would be written anew by then."""
        day = max(day, question.on, self.desk.today)
        return replace(question, on=day, prescribed=day if question.prescribed else None)

    def _better(self, remedies: tuple[Remedy, ...], question: Question) -> Change | None:
        if question == self.question or question.other_insurance > question.charged:
            return None
        try:
            other = self.desk.answer(question)
        except FactsMissing:
            return None
        gains = other.decision.reimbursed > self.decision.reimbursed
        if set(remedies) & OTHER_PRICE:
            paid = other.decision.outcome is Outcome.PAID
            gains = gains or (paid and other.decision.member_share < self.decision.member_share)
        return Change(remedies, other) if gains else None
