"""From the bill to what the plan pays as steps one can read. Amounts are given: nothing is computed here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from django.utils.translation import gettext as _

from portal.benefits.reasons import Bearer, Reason
from portal.entitlements.reason_texts import BEARERS, NAMES, SENTENCES
from portal.look.waterfall import Step
from portal.look.words import locale


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
class Cut:
    """What is not paid, in the currency of reimbursement."""

    reason: Reason
    amount: Decimal
    borne_by: Bearer
    clause: str
    hint: str = ""


@dataclass(frozen=True)
class Way:
    """A decided expense. `reasons` are all that the member is told, also those under which nothing was cut apart.

    `charged` and `reimbursed` are in `currency`; `words` fill the sentences of the reasons.
    """

    bill: Bill
    currency: str
    charged: Decimal
    cuts: Sequence[Cut]
    reasons: Iterable[Reason]
    reimbursed: Decimal
    words: Mapping[str, str]


def steps(way: Way) -> list[Step]:
    """The waterfall: the bill, its conversion, each cut in the order it was made, what is paid."""
    return [*_before_the_cuts(way), *(_cut(cut, way) for cut in way.cuts), _paid(way)]


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
    month = format_date(bill.month, "MMMM y", locale=locale())
    rates = ", ".join(f"{units.normalize():f} {code}" for code, units in bill.rates.items())
    words = _("Converted at the operational rate of exchange of %(month)s, the month of care: 1 USD is %(rates)s.")
    if bill.is_forecast:
        words = _("Converted at the operational rate of exchange of %(month)s, the latest known: 1 USD is %(rates)s.")
    return words % {"month": month, "rates": rates}


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
    )


def _paid(way: Way) -> Step:
    sentence = _("This is reimbursed to you.") if way.reimbursed else _("Nothing is reimbursed for this expense.")
    return Step(_("The plan pays"), sentence, way.reimbursed, way.currency, "paid")
