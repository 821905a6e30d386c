"""Decide one line of a claim: pure, without clock, database or Django.

`adjudicate` follows the order of the plan: admissibility, approval, accepted level, other insurance, counts and
windows, rate, ceilings. Amounts are in the family's currency, rounded half up after every step that makes one.
"""

from decimal import Decimal

from portal.benefits.admissibility import approval_missing, refusals
from portal.benefits.ceilings import apply_ceilings
from portal.benefits.counts import Kept, kept_units
from portal.benefits.decision import Adjustment, Ceiling, LineDecision, Steps
from portal.benefits.facts import APPROVED, FamilyFacts, LineFacts
from portal.benefits.money import ZERO, converted, nothing, percentage, share
from portal.benefits.place import price_country
from portal.benefits.reasons import (
    APPROVAL_LIMIT,
    COINSURANCE,
    COUNT_LIMIT,
    GENERAL,
    MEMBER,
    OTHER_INSURANCE,
    OTHER_INSURER,
    PAID,
    PENDING,
    PRIOR_APPROVAL_MISSING,
    PRIVATE_ROOM,
    PROVIDER,
    REASONABLE_CUSTOMARY,
    REFUSED,
    REVIEW,
    SEMI_PRIVATE_UNKNOWN,
    Bearer,
    Outcome,
    Reason,
)
from portal.benefits.terms import Plan, Terms
from portal.benefits.usage import Usage, UsageEntry


def adjudicate(line: LineFacts, family: FamilyFacts, used: Usage, plan: Plan) -> LineDecision:
    """Decide one line against what was used before it; `used` is only read: call `used.add(decision.usage)` to go on.

    Raises FactsMissing when a rate of exchange, a Reference Salary or the eye is needed and unknown, KeyError for a
    benefit that the plan or a person that the family does not know.
    """
    terms = plan.terms(line.benefit, line.on)
    bill = _Bill(line, family, terms, plan)
    failed = refusals(line, family, terms, plan)
    if failed:
        return bill.ended(REFUSED, failed, MEMBER)
    if approval_missing(line, terms, used):
        if plan.reading("missing_approval") == "refuse":
            return bill.ended(REFUSED, [PRIOR_APPROVAL_MISSING], MEMBER)
        return bill.ended(REVIEW, [PRIOR_APPROVAL_MISSING], PENDING)
    return bill.settled(used)


class _Bill:
    """One line on its way through the plan; collects the cuts, none of them zero."""

    __slots__ = ("charged", "country", "cuts", "exchange", "family", "line", "other", "plan", "provider_bears", "terms")

    def __init__(self, line: LineFacts, family: FamilyFacts, terms: Terms, plan: Plan) -> None:
        self.line, self.family, self.terms, self.plan = line, family, terms, plan
        currency = family.currency
        self.exchange = None if line.currency == currency else family.rates.pair(line.currency, currency, line.on)
        self.charged = converted(line.charged, self.exchange, currency)
        self.other = converted(line.other_insurance, self.exchange, currency) if line.other_insurance else ZERO
        self.country = price_country(line, family, plan)
        self.provider_bears = ZERO
        self.cuts: list[Adjustment] = []

    def ended(self, outcome: Outcome, reasons: list[Reason], borne_by: Bearer) -> LineDecision:
        """Refused at the door or sent to review, whatever was cut before: the whole charge under the first reason."""
        clause = self.plan.rules.general_clause if reasons[0] in GENERAL else self.terms.section
        if self.charged:
            self.cuts.append(Adjustment(reasons[0], self.charged, borne_by, clause))
        return self.decision(outcome, ZERO, tuple(reasons), None, None)

    def settled(self, used: Usage) -> LineDecision:
        """Steps 3 to 8: from the accepted level to the payment."""
        line, terms, cuts = self.line, self.terms, self.cuts
        recognised = self.recognised() if line.accepted or line.approval_limit is not None else self.charged
        left = self.after_other_insurance(recognised) if self.other else recognised
        kept = kept_units(line, self.family.people[line.person], terms, used)
        kept_amount = left if kept.units == line.quantity else self.counted(left, kept)
        room = terms.semi_private_rate is not None
        if room and kept_amount and line.semi_private is None:
            cuts.clear()
            return self.ended(REVIEW, [SEMI_PRIVATE_UNKNOWN], PENDING)
        paid = rated = self.rated(kept_amount, kept)
        own_part = kept_amount - rated
        if own_part:
            cuts.append(Adjustment(PRIVATE_ROOM if room else COINSURANCE, own_part, MEMBER, terms.section))
        ceilings: list[Ceiling] = []
        if rated:
            paid = apply_ceilings(rated, line, self.family, terms, kept.takes, used, self.plan, ceilings)
            if paid != rated:
                self.cut_by(ceilings)
        counted = ZERO if room or not terms.stop_loss else own_part
        usage = None
        if paid or counted:
            usage = UsageEntry(line.person, terms.code, line.on, kept.units if paid else 0, paid, counted, kept.takes)
        steps = Steps(self.exchange, recognised, left, kept, kept_amount, terms.rate, rated, tuple(ceilings))
        return self.decision(PAID if paid else REFUSED, paid, (), steps, usage)

    def recognised(self) -> Decimal:
        """Step 3: the accepted level of the country whose prices count, then the limit of an approval."""
        line, recognised = self.line, self.charged
        accepted = line.accepted.get(self.country)
        if accepted is not None:
            level = converted(accepted, self.exchange, self.family.currency)
            if level < recognised:
                cut, borne_by = recognised - level, PROVIDER if line.network else MEMBER
                self.cuts.append(Adjustment(REASONABLE_CUSTOMARY, cut, borne_by, self.plan.rules.general_clause))
                self.provider_bears = cut if line.network else ZERO
                recognised = level
        if line.approval_limit is not None and line.approval is APPROVED:
            limit = converted(line.approval_limit, self.exchange, self.family.currency)
            if limit < recognised:
                clause = self.plan.rules.general_clause
                self.cuts.append(Adjustment(APPROVAL_LIMIT, recognised - limit, MEMBER, clause))
                recognised = limit
        return recognised

    def after_other_insurance(self, recognised: Decimal) -> Decimal:
        """Step 4: what another insurer paid comes off before the rate."""
        off = min(self.other, recognised)
        if off:
            self.cuts.append(Adjustment(OTHER_INSURANCE, off, OTHER_INSURER, self.plan.rules.general_clause))
        return recognised - off

    def counted(self, left: Decimal, kept: Kept) -> Decimal:
        """Step 5: units beyond counts and windows are cut at the line's unit price."""
        amount = share(left, kept.units, self.line.quantity, self.family.currency)
        if amount != left:
            self.cuts.append(Adjustment(COUNT_LIMIT, left - amount, MEMBER, self.terms.section))
        return amount

    def rated(self, amount: Decimal, kept: Kept) -> Decimal:
        """Step 6: what the rate leaves of an amount."""
        terms, currency = self.terms, self.family.currency
        if kept.beyond is not None:
            free = share(amount, kept.units - kept.beyond_units, kept.units, currency)
            return percentage(free, terms.rate, currency) + percentage(amount - free, kept.beyond.rate, currency)
        own = percentage(amount, terms.rate, currency)
        if terms.semi_private_rate is not None and self.line.semi_private is not None:
            nights = converted(self.line.semi_private, self.exchange, currency) * self.line.quantity
            return min(amount, max(own, percentage(nights, terms.semi_private_rate, currency)))
        return own

    def cut_by(self, ceilings: list[Ceiling]) -> None:
        """Step 7: note what each ceiling took."""
        for ceiling in ceilings:
            if ceiling.left < ceiling.wanted:
                cut = ceiling.wanted - ceiling.left
                self.cuts.append(Adjustment(ceiling.reason, cut, MEMBER, ceiling.clause))

    def decision(
        self,
        outcome: Outcome,
        paid: Decimal,
        failed: tuple[Reason, ...],
        steps: Steps | None,
        usage: UsageEntry | None,
    ) -> LineDecision:
        """The decision with the member's part: on lines that pay nothing, all but what the other insurer paid."""
        charged, currency = self.charged, self.family.currency
        part = charged - paid - self.other
        if outcome is PAID:
            part -= self.provider_bears
        if not paid:
            paid = nothing(currency)
        return LineDecision(
            self.line,
            self.terms,
            currency,
            outcome,
            self.country,
            charged,
            paid,
            part if part > ZERO else nothing(currency),
            failed,
            tuple(self.cuts),
            steps,
            usage,
        )
