"""The rows of an outcome as pages show them, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.invoices.outcome import Outcome, Row, Why
from portal.entitlements.wording import benefit_name
from portal.look.words import money

WORDS = {
    Why.PRICE: _("The price is another one than estimated."),
    Why.QUANTITY: _("Another number was invoiced than estimated."),
    Why.ROOM: _("The patient had another room than planned."),
    Why.CURRENCY: _("It was invoiced in another currency than estimated."),
    Why.RATE: _("The rate of exchange of the month of care counts, not the one of the estimate."),
    Why.CEILING: _("What was left under a ceiling has changed meanwhile."),
    Why.NOT_ESTIMATED: _("This was invoiced, and was not in the estimate."),
    Why.NOT_INVOICED: _("This was estimated, and was not invoiced."),
    Why.RULES: _("The plan counts it otherwise on the day of care; the steps of the settlement say how."),
}


@dataclass(frozen=True)
class Shown:
    """A row with its name; amounts are texts with their currencies, empty where there was none."""

    row: Row
    name: str
    estimated: str
    invoiced: str
    why: Sequence[Any]


def shown(outcome: Outcome) -> list[Shown]:
    """All rows in their order."""
    plan = outcome.guarantee.plan
    return [
        Shown(
            row,
            benefit_name(row.benefit, plan) if row.benefit else str(_("Something else")),
            money(row.estimated.amount, row.estimated.currency) if row.estimated else "",
            money(row.invoiced.amount, row.invoiced.currency) if row.invoiced else "",
            [WORDS[why] for why in row.why],
        )
        for row in outcome.rows
    ]
