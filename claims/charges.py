"""What care was billed at in the past: the ground on which price levels are proposed."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from claims.models import SettlementLine
from portal.benefits.money import rounded


def past_charges(*, since: date) -> Mapping[tuple[str, str, str], list[Decimal]]:
    """Charges for one unit of settled, paid care since a day, by (country of care, benefit, currency of the bill).

    What was not paid is left out: a refused line may not have been care at all. One query.
    """
    lines = SettlementLine.objects.filter(
        settlement__superseded_at__isnull=True, outcome=SettlementLine.Outcome.PAID, line__service_on__gte=since
    )
    found: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    for country, benefit, currency, charged, quantity in lines.values_list(
        "line__country", "line__benefit", "line__currency", "line__charged", "line__quantity"
    ):
        found[country, benefit, currency].append(rounded(charged / quantity, currency))
    return found
