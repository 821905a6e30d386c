"""Parts that rooms above add to the page of a settlement: what was paid on, an appeal under way.

Links beside the whole, a line or one step are another matter: `claims.disputes`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from claims.models import Settlement
from portal.members.models import Person


@dataclass(frozen=True)
class Addition:
    """One room's part, shown below the amounts: `template` is given `context` under the name `addition`."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


Provider = Callable[[Settlement, Person, datetime], Addition | None]
providers: list[Provider] = []


def adds(provider: Provider) -> Provider:
    """Decorator: have a part of a room above on the page. Called with the settlement and who reads it, at a moment.

    It answers None when it has nothing to say, and takes a constant number of queries.
    """
    providers.append(provider)
    return provider


def additions_to(settlement: Settlement, reader: Person, now: datetime) -> list[Addition]:
    """All parts, in the order in which the rooms were loaded."""
    found = (provider(settlement, reader, now) for provider in providers)
    return [addition for addition in found if addition]
