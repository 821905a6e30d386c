"""Where a settlement can be disputed: rooms above add their links, for the whole, a line, or one step of a line.

A step is the cut at its place in the waterfall, `Adjustment.position`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from claims.models import Settlement

# None and None: the settlement; a line's id and None: the line; both: one cut of that line.
About = tuple[UUID | None, int | None]


@dataclass(frozen=True)
class Dispute:
    """A link beside what it disputes. `note` says until when, or how far it is; words are in the reader's language."""

    link: str
    text: str
    note: str = ""


Provider = Callable[[Settlement, date], Iterable[tuple[About, Dispute]]]
providers: list[Provider] = []


def provides(provider: Provider) -> Provider:
    """Decorator: have links of a room above on every settlement page. Called with the settlement and the day."""
    providers.append(provider)
    return provider


def disputes_of(settlement: Settlement, *, today: date) -> dict[About, Dispute]:
    """The links of a settlement by what they dispute: (None, None), (line, None) or (line, position of the cut).

    `line` is the id of the settled line. A constant number of queries, however many lines.
    """
    return {about: dispute for provider in providers for about, dispute in provider(settlement, today)}
