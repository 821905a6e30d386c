"""What rooms above put on the pages of claims: they register here at the start, and claims import none of them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from claims.models import Claim, StopLossSettlement
from portal.members.models import Person


@dataclass(frozen=True)
class Part:
    """A piece of a page: a template, and what it finds as `part`."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


OnClaim = Callable[[Claim, Person, datetime], Iterable[Part]]
OnStopLoss = Callable[[StopLossSettlement, Person, datetime], Iterable[Part]]
InLists = Callable[[Collection[Claim]], Mapping[UUID, Any]]
_on_claim: list[OnClaim] = []
_on_stop_loss: list[OnStopLoss] = []
_in_lists: list[InLists] = []


def on_claim(giver: OnClaim) -> OnClaim:
    """Registers parts for the page of a sent claim: the claim, its reader, now."""
    _on_claim.append(giver)
    return giver


def on_stop_loss(giver: OnStopLoss) -> OnStopLoss:
    """Registers parts for the page of a stop-loss settlement: the settlement, its reader, now."""
    _on_stop_loss.append(giver)
    return giver


def in_lists(giver: InLists) -> InLists:
    """Registers a short line of text for claims in lists, by claim; a constant number of queries for all of them."""
    _in_lists.append(giver)
    return giver


def parts_on_claim(claim: Claim, reader: Person, now: datetime) -> list[Part]:
    """What the rooms above say on the page of a claim."""
    return [part for giver in _on_claim for part in giver(claim, reader, now)]


def parts_on_stop_loss(settlement: StopLossSettlement, reader: Person, now: datetime) -> list[Part]:
    """What the rooms above say on the page of a stop-loss settlement."""
    return [part for giver in _on_stop_loss for part in giver(settlement, reader, now)]


def words_in_lists(claims: Collection[Claim]) -> dict[UUID, list[Any]]:
    """The short lines of the rooms above, by claim."""
    found: dict[UUID, list[Any]] = {claim.pk: [] for claim in claims}
    for giver in _in_lists:
        for key, words in giver(claims).items():
            found[key].append(words)
    return found
