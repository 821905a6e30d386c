"""What rooms above lend to the pages here: they register at the start, and it imports none of them."""

from collections.abc import Callable
from typing import NamedTuple


class Door(NamedTuple):
    """A link to where a speciality is found. `name` is in the reader's language."""

    code: str
    name: str
    url: str


ListDoors = Callable[[], list[Door]]
_lists: list[ListDoors] = []


def opens_doors(giver: ListDoors) -> ListDoors:
    """Registers who knows where specialities are found: all of them, in any order."""
    _lists.append(giver)
    return giver


def all_doors() -> list[Door]:
    """Every speciality there is."""
    return [door for giver in _lists for door in giver()]


def doors(codes: tuple[str, ...]) -> list[Door]:
    """The links for these specialities, in their order; codes that nobody knows are left out."""
    known = {door.code: door for door in all_doors()}
    return [known[code] for code in codes if code in known]
