"""From the price of a planned line to what is guaranteed, step by step, told from what is stored."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from approvals.guarantees.models import Guarantee, GuaranteeLine
from portal.benefits.place import PlaceRule
from portal.benefits.plans import load_plan
from portal.benefits.reasons import Bearer, Reason
from portal.entitlements.places import place_of, prices_place
from portal.entitlements.steps import Accepted, Bill, Cut, Way, country_name, steps
from portal.look.waterfall import Step


def steps_of(line: GuaranteeLine, guarantee: Guarantee) -> list[Step]:
    """The steps of a line, the same that a settlement shows, in the reader's language."""
    plan, facts = load_plan(guarantee.plan), line.printed
    cuts = [
        Cut(
            Reason(reason), Decimal(amount), Bearer(by), clause, clause_url=place_of(Reason(reason), line.benefit, plan)
        )
        for reason, amount, by, clause in line.adjustments
    ]
    way = Way(
        bill=_bill(line, guarantee),
        currency=guarantee.currency,
        charged=line.counted,
        cuts=cuts,
        reasons=[Reason(reason) for reason in line.reasons],
        reimbursed=line.guaranteed,
        words={
            "percent": facts["percent"],
            "months": guarantee.printed["claim_months"],
            "country": country_name(line.price_country),
        },
        accepted=_accepted(line, facts),
        paid_to=guarantee.provider_name,
    )
    return steps(way)


def _bill(line: GuaranteeLine, guarantee: Guarantee) -> Bill:
    is_forecast = line.printed["is_forecast"]
    told_on = guarantee.decided_at.date() if is_forecast else line.from_on
    return Bill(
        sentence=_("The price that %(provider)s gave.") % {"provider": guarantee.provider_name},
        charged=line.charged,
        currency=line.currency,
        month=date(told_on.year, told_on.month, 1),
        rates={code: Decimal(units) for code, units in line.printed["rates"].items()},
        is_forecast=is_forecast,
    )


def _accepted(line: GuaranteeLine, facts: dict[str, Any]) -> Accepted | None:
    stored = facts.get("accepted")
    if stored is None:
        return None
    return Accepted(
        amount=Decimal(stored["amount"]),
        country=line.price_country,
        care=line.country,
        rule=PlaceRule(stored["rule"]),
        level=None if stored["level"] is None else Decimal(stored["level"]),
        clause=stored["clause"],
        clause_url=prices_place(),
    )
