"""What a member reads on her first page: rooms above register here at the start and say it in three shapes.

A `Need` waits for her: one sentence, one action. A `Step` is under way with us. A `Part` is a piece of the page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any

from portal.members.access import people_seen_by
from portal.members.days import local_day, own_day
from portal.members.models import Person, User

# A day as near as this comes before everything else that waits.
NEAR = timedelta(days=7)
MOST_NEEDS = 8


class Urgency(IntEnum):
    """What comes first among the things without a near day."""

    HELD_UP = 1  # money or a decision waits for her
    TO_READ = 2  # decided or answered, and not seen yet
    ENDS = 3  # a day that passes
    UNFINISHED = 4  # begun, and not sent


@dataclass(frozen=True)
class Reader:
    """Whose page it is: `people` are those she may see, herself first; `today` is her own calendar day."""

    person: Person
    user: User
    people: tuple[Person, ...]
    today: date
    now: datetime


@dataclass(frozen=True)
class Need:
    """Something that waits for her. `until` is the last day for it; `about` names whom or what, never an illness.

    Words are in the reader's language, `link` an address of the portal. Of two with the same link the first is shown.
    """

    urgency: Urgency
    sentence: str
    link: str
    action: str
    icon: str
    about: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Step:
    """Something under way: what it is, the named step it is at, and until when we promised the next one."""

    title: str
    link: str
    about: str
    state: str
    tone: str
    promised: date | datetime | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Part:
    """A piece of the page: a template, and what it finds as `part`."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Home:
    """The whole page: `more` tells how many needs are not listed."""

    needs: list[Need]
    more: int
    steps: list[Step]
    parts: list[Part]


Said = Need | Step | Part
Giver = Callable[[Reader], Iterable[Said]]
_givers: list[Giver] = []


def at_home(giver: Giver) -> Giver:
    """Decorator: have a room's needs, steps and parts on the first page; a constant number of queries, and few rows."""
    _givers.append(giver)
    return giver


def reader_of(user: User, person: Person, now: datetime) -> Reader:
    """The reader at a moment, with the people she may see by herself, not by anybody's permission. One query."""
    today = local_day(now, country=person.family.duty_station)
    seen = people_seen_by(person, own_day(person, now))
    people = sorted(seen, key=lambda other: (other.pk != person.pk, other.number))
    return Reader(person, user, tuple(people), today, now)


def home_of(reader: Reader) -> Home:
    """Everything that the rooms say to her, most urgent first."""
    said = [one for giver in _givers for one in giver(reader)]
    needs = _in_order((one for one in said if isinstance(one, Need)), reader.today)
    steps = [one for one in said if isinstance(one, Step)]
    parts = [one for one in said if isinstance(one, Part)]
    return Home(needs[:MOST_NEEDS], max(len(needs) - MOST_NEEDS, 0), steps, parts)


def _in_order(needs: Iterable[Need], today: date) -> list[Need]:
    def rank(need: Need) -> tuple[bool, date, int, date]:
        is_near = need.until is not None and need.until <= today + NEAR
        return not is_near, need.until or date.max if is_near else date.min, need.urgency, need.until or date.max

    once: dict[str, Need] = {}
    for need in sorted(needs, key=rank):
        once.setdefault(need.link, need)
    return list(once.values())
