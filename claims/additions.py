"""What rooms above add to the page of a settlement: payments, an appeal under way, “Dispute this step”."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from claims.models import Adjustment, Settlement, SettlementLine
from portal.look.waterfall import Act
from portal.members.models import Person

OfLine = Callable[[SettlementLine], Act | None]
OfCut = Callable[[Adjustment], Act | None]


@dataclass(frozen=True)
class Addition:
    """One room's part of the page.

    `template` is shown below the amounts with `context`. The acts are links: of the whole settlement, of a line, of one
    cut. They are asked for each line and cut, so whatever they need is read when the addition is made.
    """

    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    of_settlement: Act | None = None
    of_line: OfLine = lambda line: None
    of_cut: OfCut = lambda cut: None


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


def acts_of_cut(additions: list[Addition], cut: Adjustment) -> Iterator[Act]:
    """What can be done about one cut."""
    return (act for addition in additions if (act := addition.of_cut(cut)))


def acts_of_line(additions: list[Addition], line: SettlementLine) -> Iterator[Act]:
    """What can be done about one line."""
    return (act for addition in additions if (act := addition.of_line(line)))
