"""From the bill to what the plan pays as steps one can read. Amounts are given: nothing is computed here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.benefits.decision import LineDecision
from portal.benefits.facts import FamilyFacts
from portal.benefits.money import ZERO, converted
from portal.benefits.place import PlaceRule, price_place
from portal.benefits.reasons import REASONABLE_CUSTOMARY, Bearer, Reason
from portal.benefits.terms import Plan
from portal.entitlements.places import place_of, prices_clause, prices_place
from portal.entitlements.reason_texts import BEARERS, NAMES, SENTENCES
from portal.look.waterfall import Act, Step
from portal.look.words import locale, long_month, money, number


@dataclass(frozen=True)
class Bill:
    """The bill in its own currency. `rates` are units for one USD by currency, those of the month of `month`.

    `is_forecast`: that month is the latest known, not the one of care.
    """

    sentence: str
    charged: Decimal
    currency: str
    month: date
    rates: Mapping[str, Decimal]
    is_forecast: bool = False


@dataclass(frozen=True)
class Accepted:
    """The price the plan counts, in the currency of reimbursement: `amount`, by the prices of `country`.

    `level` is the usual price on file there, None where there is none; `care` is the country of care.
    """

    amount: Decimal
    country: str
    care: str
    rule: PlaceRule
    level: Decimal | None
    clause: str
    clause_url: str = ""


@dataclass(frozen=True)
class Cut:
    """What is not paid, in the currency of reimbursement."""

    reason: Reason
    amount: Decimal
    borne_by: Bearer
    clause: str
    hint: str = ""
    clause_url: str = ""
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Way:
    """A decided expense. `reasons` are all that the member is told, also those under which nothing was cut apart.

    `charged` and `reimbursed` are in `currency`; `words` fill the sentences of the reasons. `accepted` is None where no
    price was looked at, as on an expense refused at the door. `paid_to` is the provider who is paid directly.
    """

    bill: Bill
    currency: str
    charged: Decimal
    cuts: Sequence[Cut]
    reasons: Iterable[Reason]
    reimbursed: Decimal
    words: Mapping[str, str]
    accepted: Accepted | None = None
    paid_to: str = ""


def cuts_of(decision: LineDecision, plan: Plan) -> list[Cut]:
    """The cuts of a decision, each with the place of its rule in “My plan”."""
    code = decision.line.benefit
    return [
        Cut(cut.reason, cut.amount, cut.borne_by, cut.clause, clause_url=place_of(cut.reason, code, plan))
        for cut in decision.adjustments
    ]


def accepted_of(decision: LineDecision, family: FamilyFacts, plan: Plan) -> Accepted | None:
    """Whose prices a decision counted and up to what; None for what was refused at the door."""
    if decision.steps is None:
        return None
    line, currency = decision.line, decision.currency
    level = line.accepted.get(decision.price_country)
    above = sum((cut.amount for cut in decision.adjustments if cut.reason is REASONABLE_CUSTOMARY), ZERO)
    rule = price_place(line, family, plan)[1]
    return Accepted(
        amount=decision.charged - above,
        country=decision.price_country,
        care=line.country,
        rule=rule,
        level=None if level is None else converted(level, decision.steps.exchange, currency),
        clause=prices_clause(rule, plan),
        clause_url=prices_place(),
    )


def steps(way: Way) -> list[Step]:
    """The waterfall: the bill, its conversion, the accepted price, each cut in the order it was made, what is paid."""
    above = [_cut(cut, way) for cut in way.cuts if cut.reason is REASONABLE_CUSTOMARY]
    below = [_cut(cut, way) for cut in way.cuts if cut.reason is not REASONABLE_CUSTOMARY]
    accepted = [_accepted(way.accepted, way.currency)] if way.accepted else []
    return [*_before_the_cuts(way), *above, *accepted, *below, _paid(way)]


def country_name(code: str) -> str:
    """A country in the reader's language."""
    return str(locale().territories.get(code, code))


def _before_the_cuts(way: Way) -> list[Step]:
    bill, currency = way.bill, way.currency
    if bill.currency == currency:
        return [Step(_("Billed"), bill.sentence, way.charged, currency, "total")]
    return [
        Step(_("Billed"), bill.sentence, bill.charged, bill.currency, "note"),
        Step(_("In your currency"), _conversion(bill), way.charged, currency, "total"),
    ]


def _conversion(bill: Bill) -> str:
    month = long_month(bill.month)
    rates = ", ".join(f"{number(units.normalize())} {code}" for code, units in bill.rates.items())
    words = _("Converted at the operational rate of exchange of %(month)s, the month of care: 1 USD is %(rates)s.")
    if bill.is_forecast:
        words = _("Converted at the operational rate of exchange of %(month)s, the latest known: 1 USD is %(rates)s.")
    return words % {"month": month, "rates": rates}


def _accepted(accepted: Accepted, currency: str) -> Step:
    level = _("No usual price is on file there for this care, so the whole bill counts.")
    if accepted.level is not None:
        level = _("The usual price there is %(amount)s.") % {"amount": money(accepted.level, currency)}
    sentence = f"{_whose_prices(accepted)} {level}"
    return Step(
        label=_("Accepted price"),
        sentence=sentence,
        amount=accepted.amount,
        currency=currency,
        kind="total",
        clause=accepted.clause,
        clause_url=accepted.clause_url,
    )


def _whose_prices(accepted: Accepted) -> str:
    names = {"country": country_name(accepted.country), "care": country_name(accepted.care)}
    match accepted.rule:
        case PlaceRule.AT_DUTY_STATION:
            return _("The prices of %(country)s count, the country of your duty station.") % names
        case PlaceRule.AREA:
            return (
                _("The prices of %(country)s count: it is in the regional area of care of your duty station.") % names
            )
        case PlaceRule.APPROVED:
            return _("The prices of %(country)s count, because care there was approved.") % names
        case PlaceRule.OFFICIAL_DUTY:
            return _("The prices of %(country)s count: it was an emergency on official duty.") % names
        case PlaceRule.EVACUATION:
            return _("The prices of %(country)s count, where the medical evacuation led.") % names
        case PlaceRule.BY_CHOICE:
            words = _(
                "The prices of %(country)s count, the country of your duty station, although the care was in %(care)s. "
                "Care elsewhere by choice is paid up to the prices at home."
            )
            return words % names


def _cut(cut: Cut, way: Way) -> Step:
    cuts = {one.reason for one in way.cuts}
    # A line refused at the door is cut once, under the first reason; the member is told all of them.
    told = [cut.reason, *(other for other in way.reasons if other not in cuts)]
    return Step(
        label=str(NAMES[cut.reason]),
        sentence=" ".join(str(SENTENCES[one]).format(**way.words) for one in told),
        amount=cut.amount,
        currency=way.currency,
        kind="cut",
        bearer=str(BEARERS[cut.borne_by]),
        clause=cut.clause,
        hint=cut.hint,
        clause_url=cut.clause_url,
        acts=cut.acts,
    )


def _paid(way: Way) -> Step:
    sentence = _("This is reimbursed to you.") if way.reimbursed else _("Nothing is reimbursed for this expense.")
    if way.reimbursed and way.paid_to:
        words = _("This is paid to %(provider)s directly. You owe the provider only your part.")
        sentence = words % {"provider": way.paid_to}
    return Step(_("The plan pays"), sentence, way.reimbursed, way.currency, "paid")
