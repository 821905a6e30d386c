"""What others began for somebody becomes hers when she may go on herself: rooms above register what they have."""

from collections.abc import Callable
from datetime import datetime

from portal.members.models import Person, User

# Called with the person, her account, whose work it was (None: anybody's), and now; in the caller's transaction.
Giver = Callable[[Person, User, User | None, datetime], None]
_givers: list[Giver] = []


def hands_over(giver: Giver) -> Giver:
    """Registers what a room hands over."""
    _givers.append(giver)
    return giver


def hand_over(*, person: Person, by: User, now: datetime, begun_by: User | None = None) -> None:
    """Drafts about an adult that somebody else began (`begun_by`, or anybody) are hers from now on.

    When she opens her account after coming of age, and when a helper may no longer act for her. Nothing happens for
    somebody without an account: then they wait.
    """
    if person.user is not None:
        for giver in _givers:
            giver(person, person.user, begun_by, now)
