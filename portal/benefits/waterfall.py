"""A decision told step by step, from the bill to the payment: the order every page and note shows it in."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from portal.benefits.decision import LineDecision
from portal.benefits.reasons import Bearer, Reason

# Plain sentences for the command line. Pages have their own, translated.
SENTENCES = {
    Reason.COINSURANCE: "your part of the rate",
    Reason.PRIVATE_ROOM: "private room above what is paid",
    Reason.REASONABLE_CUSTOMARY: "above the accepted level",
    Reason.APPROVAL_LIMIT: "above the amount approved",
    Reason.OTHER_INSURANCE: "paid by another insurer",
    Reason.COUNT_LIMIT: "more than the plan allows in the period",
    Reason.ITEM_CEILING: "above the ceiling of the item",
    Reason.PERIOD_CEILING: "above the ceiling of the period",
    Reason.OVERALL_MAXIMUM: "above the overall maximum of the year",
    Reason.DUPLICATE: "repeats a line already decided",
    Reason.LATE_CLAIM: "received too late",
    Reason.NOT_INSURED: "not insured on that day",
    Reason.WAITING_PERIOD: "waiting period not over",
    Reason.NOT_COVERED: "not covered by the plan",
    Reason.EXCLUDED: "a general exclusion applies",
    Reason.AGE_LIMIT: "outside the ages of this benefit",
    Reason.SEX_LIMIT: "not for this sex",
    Reason.PRESCRIPTION_MISSING: "no prescription on that day",
    Reason.PRESCRIPTION_EXPIRED: "prescription too old",
    Reason.CONDITION_NOT_MET: "a condition of the benefit does not hold",
    Reason.COURSE_LIMIT: "outside the course of treatment",
    Reason.APPROVAL_REFUSED: "approval was refused",
    Reason.PRIOR_APPROVAL_MISSING: "waits for prior approval",
    Reason.SEMI_PRIVATE_UNKNOWN: "the semi-private rate is not known",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One cut on the way: the amount, what is left after it, who bears it, and the clause."""

    reason: Reason
    amount: Decimal
    left: Decimal
    borne_by: Bearer
    clause: str


def steps(decision: LineDecision) -> Iterator[Step]:
    """The cuts of a decision in order; the last one leaves what is reimbursed."""
    left = decision.charged
    for cut in decision.adjustments:
        left -= cut.amount
        yield Step(cut.reason, cut.amount, left, cut.borne_by, cut.clause)


def lines(decision: LineDecision, label: str) -> Iterator[str]:
    """The waterfall as text for a terminal."""
    line, currency = decision.line, decision.currency
    width = max(len(f"{decision.charged:,f}"), 10) + 1
    yield f"{line.ref}  {line.person}, {line.on}: {label} ({decision.terms.code}, section {decision.terms.section})"
    if line.currency != currency:
        yield f"    billed {line.charged:f} {line.currency}, converted with the rates of {line.on:%Y-%m}"
    yield f"    {'charged':<44}{decision.charged:>{width},f} {currency}"
    for step in steps(decision):
        words = f"- {SENTENCES[step.reason]}"
        yield f"    {words:<44}{step.amount:>{width},f}   leaves {step.left:,f}   {step.borne_by} ({step.clause})"
    if not decision.steps and len(decision.reasons) > 1:
        yield f"    also: {', '.join(SENTENCES[reason] for reason in decision.reasons[1:])}"
    yield f"    {decision.outcome:<44}{decision.reimbursed:>{width},f} {currency}"
    yield f"    {'your part':<44}{decision.member_share:>{width},f}   prices of {decision.price_country}"
