"""“What would I get?”: the engine asked before the care, with the facts and the ledger a claim would be decided by.

Nothing is saved. What an estimate promises, the claim pays: both ask `portal.benefits.engine.adjudicate`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.benefits.days import add_years
from portal.benefits.decision import LineDecision
from portal.benefits.engine import adjudicate
from portal.benefits.facts import Approval, Eye, FactsMissing, FamilyFacts, LineFacts
from portal.benefits.money import LARGEST, ZERO
from portal.benefits.plans import load_plan
from portal.benefits.terms import Plan, Terms
from portal.benefits.usage import UsageEntry
from portal.entitlements.assuming import decide_assuming
from portal.entitlements.facts import read_family
from portal.entitlements.figures import price_levels
from portal.entitlements.ledger import settled_and_reserved
from portal.entitlements.levels import accepted_levels
from portal.entitlements.models import PriceLevel
from portal.entitlements.standing import Standing
from portal.members.models import Person


@dataclass(frozen=True)
class Question:
    """What a member asks. Amounts are in `currency`, the one of the bill; `semi_private` is for one night.

    `prescribed` is the day of a prescription, None without one; `treatment_start` None means: with this care.
    """

    person: Person
    benefit: str
    on: date
    country: str
    charged: Decimal
    currency: str
    quantity: int = 1
    is_emergency: bool = False
    is_approved: bool = False
    prescribed: date | None = None
    other_insurance: Decimal = ZERO
    semi_private: Decimal | None = None
    eye: Eye | None = None
    treatment_start: date | None = None


@dataclass(frozen=True)
class Answer:
    """A question decided. `assumed` are figures not known yet for a day to come: those of today stood in for them."""

    question: Question
    decision: LineDecision
    family: FamilyFacts
    assumed: tuple[FactsMissing, ...]


class Desk:
    """All that is known about a family for its questions of one day. Read once, in a constant number of queries."""

    def __init__(self, question: Question, *, today: date) -> None:
        """`question` says about what it is read; `today` is the day where the family lives."""
        family = question.person.family
        self.today, self.plan = today, load_plan(family.plan)
        days = {question.on, today}
        days |= {add_years(day, 1).replace(month=1, day=1) for day in days}
        self.reader = read_family(family, days)
        self.entries, self.reserved = settled_and_reserved(family, plan=self.plan, years={day.year for day in days})
        self.levels = _levels(question, self.plan)

    def answer(self, question: Question) -> Answer:
        """Decide a question. Raises FactsMissing for what the house has to know first."""
        family, used = self.reader.facts(question.on), self.standing(question.on).used
        if str(question.person.pk) not in family.people:
            raise FactsMissing("never_enrolled")

        def decide(family: FamilyFacts) -> LineDecision:
            return adjudicate(self._line(question, family), family, used, self.plan)

        decision, family, assumed = decide_assuming(decide, family, on=question.on, today=self.today)
        if decision.charged >= LARGEST:
            raise FactsMissing("amount_implausible")
        return Answer(question, decision, family, assumed)

    def standing(self, on: date, more: UsageEntry | None = None) -> Standing:
        """Where the family stands on a day; `more` is what the asked care would use."""
        entries = self.entries if more is None else [*self.entries, more]
        return Standing(on, self.plan, self.reader, entries, self.reserved)

    def terms(self, question: Question) -> Terms:
        """The terms of the asked care on its day."""
        return self.plan.terms(question.benefit, question.on)

    def _line(self, question: Question, family: FamilyFacts) -> LineFacts:
        accepted = accepted_levels(
            self.levels.get(question.benefit, {}),
            quantity=question.quantity,
            currency=question.currency,
            on=question.on,
            rates=family.rates,
        )
        return LineFacts(
            person=str(question.person.pk),
            benefit=question.benefit,
            on=question.on,
            # As a claim sent today; one for a day to come cannot be late.
            received=max(question.on, self.today),
            charged=question.charged,
            currency=question.currency,
            country=question.country,
            quantity=question.quantity,
            emergency=question.is_emergency,
            accepted=accepted,
            semi_private=question.semi_private,
            other_insurance=question.other_insurance,
            prescribed=question.prescribed,
            treatment_start=question.treatment_start,
            approval=Approval.APPROVED if question.is_approved else None,
            eye=question.eye,
        )


def _levels(question: Question, plan: Plan) -> Mapping[str, Mapping[str, list[PriceLevel]]]:
    """Accepted levels by care and country: of the asked care and of what may be chosen instead. One query."""
    benefits = [question.benefit, *plan.rows[question.benefit].instead]
    countries = {question.person.family.duty_station, question.country}
    found: dict[str, dict[str, list[PriceLevel]]] = {code: {} for code in benefits}
    for (benefit, country), levels in price_levels(benefits, countries).items():
        found[benefit][country] = levels
    return found
