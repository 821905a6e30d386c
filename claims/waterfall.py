"""From the bill to what the plan pays, step by step, told from the stored settlement alone: nothing is recomputed."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from claims.models import SettlementLine
from portal.benefits.reasons import Bearer, Reason
from portal.entitlements.steps import Bill, Cut, Way, country_name, steps
from portal.look.waterfall import Step


def steps_of(settled: SettlementLine) -> list[Step]:
    """The waterfall of a settled line: the bill, its conversion, each cut in the order it was made, what is paid.

    Amounts are those stored, in the settlement's currency; only the bill itself may be in another one.
    """
    facts = settled.settlement.printed["lines"][str(settled.line_id)]
    way = Way(
        bill=_bill(facts),
        currency=settled.settlement.currency,
        charged=settled.charged,
        cuts=[
            Cut(Reason(cut.reason), cut.amount, Bearer(cut.borne_by), cut.clause) for cut in settled.adjustments.all()
        ],
        reasons=[Reason(reason) for reason in settled.reasons],
        reimbursed=settled.reimbursed,
        words={
            "percent": facts["percent"],
            "months": settled.settlement.printed["claim_months"],
            "country": country_name(settled.price_country),
        },
    )
    return steps(way)


def _bill(facts: dict[str, Any]) -> Bill:
    return Bill(
        sentence=_("The bill of %(provider)s.") % {"provider": facts["provider"]},
        charged=Decimal(facts["charged"]),
        currency=facts["currency"],
        month=date.fromisoformat(f"{facts['rate_month']}-01"),
        rates={code: Decimal(units) for code, units in facts["rates"].items()},
    )
