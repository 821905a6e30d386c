"""What the ledger holds back for a provider's claim: a room above knows, and registers here; claims import it not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from portal.members.models import User


class Act(Protocol):
    """Done in the transaction of the settlement, under the lock of the family."""

    def __call__(self, claim_id: UUID, *, by: User | None, now: datetime) -> None: ...


class Held(Protocol):
    """Keys of what is reserved for a claim, as the ledger knows them (`UsageRecord.settlement`)."""

    def __call__(self, claim_id: UUID) -> list[UUID]: ...


@dataclass(frozen=True)
class Keeper:
    """`free` takes back what is reserved before the ledger is read for the settlement, `settled` comes after it."""

    held: Held
    free: Act
    settled: Act


_keepers: list[Keeper] = []


def keeps(keeper: Keeper) -> None:
    """Registers a keeper, once at the start."""
    _keepers.append(keeper)


def held(claim_id: UUID) -> list[UUID]:
    """All that is reserved for a claim."""
    return [key for keeper in _keepers for key in keeper.held(claim_id)]


def free(claim_id: UUID, *, by: User | None, now: datetime) -> None:
    """Take it back: the claim is about to be settled."""
    for keeper in _keepers:
        keeper.free(claim_id, by=by, now=now)


def settled(claim_id: UUID, *, by: User | None, now: datetime) -> None:
    """The claim is settled: what it did not use may be reserved again."""
    for keeper in _keepers:
        keeper.settled(claim_id, by=by, now=now)
