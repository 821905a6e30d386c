"""The page behind the code on a card or a proof of insurance: whether there is cover today, and nothing else.

Whoever holds the paper sees the last digits of the reference number, to compare; no name, no birth date, no family.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from portal.card.cover import cover_of
from portal.card.models import Card, Certificate
from portal.members.days import local_day
from portal.members.limits import Limit, spend
from portal.members.models import Person

# Looking is free for whoever holds a card; whoever tries seals finds 122 random bits and this.
LOOKS = Limit("card.cover", 30, timedelta(minutes=10))
SHOWN_DIGITS = 3


@dataclass(frozen=True)
class Confirmed:
    """Whether all people behind a seal are covered now. `ends` are the last digits of their reference numbers.

    `is_replaced`: the card was renewed or the proof withdrawn, and says nothing any more.
    """

    is_covered: bool
    is_replaced: bool
    ends: tuple[str, ...]
    country: str


def confirmed(seal: UUID, *, now: datetime) -> Confirmed | None:
    """What is behind a seal; None when there is nothing."""
    card = Card.objects.select_related("person__family").filter(seal=seal).first()
    if card is not None:
        return _confirmed([card.person], is_replaced=card.ended_at is not None, now=now)
    certificate = Certificate.objects.filter(seal=seal).first()
    if certificate is None:
        return None
    people = list(certificate.people.select_related("family").order_by("number"))
    return _confirmed(people, is_replaced=certificate.withdrawn_at is not None, now=now)


def _confirmed(people: list[Person], *, is_replaced: bool, now: datetime) -> Confirmed:
    family = people[0].family
    today = local_day(now, country=family.duty_station)
    is_covered = not is_replaced and len(cover_of(people, today)) == len(people)
    ends = () if is_replaced else tuple(last_digits(person) for person in people)
    return Confirmed(is_covered, is_replaced, ends, family.residence)


def last_digits(person: Person) -> str:
    """`…001`, and `…001-2` for the second of the family beside the participant."""
    main, dash, number = person.reference.partition("-")
    return f"…{main[-SHOWN_DIGITS:]}{dash}{number}"


def may_look(source: str, *, now: datetime) -> bool:
    """Counts a look from this address; False when there were too many lately."""
    return spend([(LOOKS, source)], now=now)
