"""A split as the desk sees it, before anything is saved: steps, reasons, what is missing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from approvals.guarantees.planned import Split, SplitLine
from portal.benefits.facts import PIVOT, FactsMissing
from portal.entitlements.estimate_texts import missing_sentence
from portal.entitlements.steps import Bill, Way, accepted_of, country_name, cuts_of, steps
from portal.entitlements.wording import benefit_name
from portal.look.waterfall import Step


@dataclass(frozen=True)
class Shown:
    """One line: its name, its steps, and what it waits for in words."""

    line: SplitLine
    name: str
    steps: list[Step]
    waits: str


def shown_split(split: Split, *, paid_to: str) -> list[Shown]:
    """Every line in its order; `paid_to` is the name of the provider."""
    return [
        Shown(one, benefit_name(one.line.benefit, split.plan.code), _steps(one, split, paid_to), _waits(one))
        for one in split.lines
    ]


def _waits(one: SplitLine) -> str:
    if isinstance(one.answer, FactsMissing):
        return missing_sentence(one.answer)
    told = {
        "room": _("The rate of a semi-private room for one night is missing."),
        "approval": _("This care needs prior approval, and there is none for this day."),
    }
    return told.get(one.waits_for, "")


def _steps(one: SplitLine, split: Split, paid_to: str) -> list[Step]:
    decision, line = one.decision, one.line
    if decision is None or one.waits_for:
        return []
    currencies = {line.currency, decision.currency} - {PIVOT} if line.currency != decision.currency else set()
    way = Way(
        bill=Bill(
            _("The price as written above."),
            line.charged,
            line.currency,
            line.from_on.replace(day=1),
            {code: one.family.rates.of(code, line.from_on) for code in sorted(currencies)},
        ),
        currency=decision.currency,
        charged=decision.charged,
        cuts=cuts_of(decision, split.plan),
        reasons=decision.reasons,
        reimbursed=decision.reimbursed,
        words={
            "percent": f"{decision.terms.rate.normalize():f}",
            "months": str(split.plan.rules.claim_months),
            "country": country_name(decision.price_country),
        },
        accepted=accepted_of(decision, one.family, split.plan),
        paid_to=paid_to,
    )
    return steps(way)
