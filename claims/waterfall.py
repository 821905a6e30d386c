"""From the bill to what the plan pays, step by step, told from the stored settlement alone: nothing is recomputed."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Adjustment, SettlementLine
from portal.benefits.place import PlaceRule
from portal.benefits.plans import load_plan
from portal.benefits.reasons import Bearer, Reason
from portal.entitlements.places import place_of, prices_place
from portal.entitlements.steps import Accepted, Bill, Cut, Way, country_name, steps
from portal.look.waterfall import Act, Step

# What a page says beside a cut: a sentence, and what the reader can do about it.
Beside = Callable[[Adjustment], tuple[str, tuple[Act, ...]]]


def nothing_beside(cut: Adjustment) -> tuple[str, tuple[Act, ...]]:
    """As on paper and in short lists."""
    return "", ()


def steps_of(settled: SettlementLine, beside: Beside = nothing_beside) -> list[Step]:
    """The waterfall of a settled line: the bill, its conversion, each cut in the order it was made, what is paid.

    Amounts are those stored, in the settlement's currency; only the bill itself may be in another one.
    """
    facts = settled.settlement.printed["lines"][str(settled.line_id)]
    return steps(
        Way(
            bill=_bill(facts),
            currency=settled.settlement.currency,
            charged=settled.charged,
            cuts=[_cut(cut, settled, facts["benefit"], beside) for cut in settled.adjustments.all()],
            reasons=[Reason(reason) for reason in settled.reasons],
            reimbursed=settled.reimbursed,
            words={
                "percent": facts["percent"],
                "months": settled.settlement.printed["claim_months"],
                "country": country_name(settled.price_country),
            },
            accepted=_accepted(settled, facts),
            paid_to=facts.get("paid_to", ""),
        )
    )


def _cut(cut: Adjustment, settled: SettlementLine, benefit: str, beside: Beside) -> Cut:
    reason, plan = Reason(cut.reason), load_plan(settled.settlement.decision.plan)
    hint, acts = beside(cut)
    return Cut(reason, cut.amount, Bearer(cut.borne_by), cut.clause, hint, place_of(reason, benefit, plan), acts)


def _accepted(settled: SettlementLine, facts: dict[str, Any]) -> Accepted | None:
    """None where no price was looked at, and in settlements older than this record."""
    stored = facts.get("accepted")
    if stored is None:
        return None
    return Accepted(
        amount=Decimal(stored["amount"]),
        country=settled.price_country,
        care=facts["country"],
        rule=PlaceRule(stored["rule"]),
        level=None if stored["level"] is None else Decimal(stored["level"]),
        clause=stored["clause"],
        clause_url=prices_place(),
    )


def _bill(facts: dict[str, Any]) -> Bill:
    return Bill(
        sentence=_("The bill of %(provider)s.") % {"provider": facts["provider"]},
        charged=Decimal(facts["charged"]),
        currency=facts["currency"],
        month=date.fromisoformat(f"{facts['rate_month']}-01"),
        rates={code: Decimal(units) for code, units in facts["rates"].items()},
    )
