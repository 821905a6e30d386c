"""Care that is planned, as the engine can be asked about it: from a cost estimate, or as the desk keys it in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class PlannedLine:
    """One line of care to come. `charged` is for the whole line, in `currency`; `semi_private` for one night.

    `benefit` is a row of the plan, empty when the provider named none: then the desk says. `words` are the provider's
    own and may be medical. `country` (ISO 3166-1 alpha-2) is where the care is given, `on` its first day.
    """

    position: int
    benefit: str
    quantity: int
    charged: Decimal
    currency: str
    country: str
    on: date
    semi_private: Decimal | None = None
    words: str = ""
