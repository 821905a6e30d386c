"""Usual prices of providers beside what is accepted for one member."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from portal.entitlements.prices import Prices
from portal.entitlements.wording import benefit_name
from providers.models import UsualPrice


@dataclass(frozen=True)
class Compared:
    """A usual price, and the accepted level of one unit in its currency; None where no level is known."""

    price: UsualPrice
    name: str
    accepted: Decimal | None

    @property
    def is_above(self) -> bool | None:
        """Whether the price is above the level; None when that is not known."""
        return None if self.accepted is None else self.price.amount > self.accepted


def usual_prices(providers: Collection[UUID], prices: Callable[[], Prices], *, on: date) -> dict[UUID, list[Compared]]:
    """The newest price of each benefit on the day, by provider; those above the level first.

    One query where there are no prices; else one more, and what `prices` asks, however many providers there are.
    """
    known = UsualPrice.objects.filter(provider__in=providers, from_on__lte=on).select_related("provider")
    newest: dict[tuple[UUID, str], UsualPrice] = {}
    for price in known.order_by("benefit", "from_on"):
        newest[price.provider_id, price.benefit] = price
    if not newest:
        return {}
    wanted = {(one.benefit, one.provider.country, one.currency) for one in newest.values()}
    counted = prices()
    levels = counted.accepted(wanted)
    found: dict[UUID, list[Compared]] = {}
    for (provider, benefit), price in newest.items():
        level = levels.get((benefit, price.provider.country, price.currency))
        found.setdefault(provider, []).append(Compared(price, benefit_name(benefit, counted.plan.code), level))
    for some in found.values():
        some.sort(key=lambda one: (one.is_above is not True, one.accepted is None, one.name))
    return found
