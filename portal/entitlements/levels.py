"""The accepted level of an expense in each country, as the engine takes it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from portal.benefits.facts import Rates
from portal.benefits.money import converted
from portal.entitlements.facts import in_force
from portal.entitlements.models import PriceLevel


def accepted_levels(
    levels: Mapping[str, Iterable[PriceLevel]], *, quantity: int, currency: str, on: date, rates: Rates
) -> dict[str, Decimal]:
    """The level of the whole expense by country, in the bill's `currency`. Raises FactsMissing.

    `levels` are those of one unit of the care, by country. A country without one in force is left out.
    """
    found = {country: in_force(dated, on) for country, dated in levels.items()}
    return {
        country: _in(currency, level.amount * quantity, level.currency, on, rates)
        for country, level in found.items()
        if level
    }


def _in(currency: str, amount: Decimal, theirs: str, on: date, rates: Rates) -> Decimal:
    return amount if theirs == currency else converted(amount, rates.pair(theirs, currency, on), currency)
