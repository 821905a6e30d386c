"""What a member may keep on her phone: her cards as they stand on the screen, and what rooms above add.

Nothing is written here. Whether a copy still counts can be asked without being signed in, by the signed word that lies
beside it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string

from portal.card.cards import Face, faces
from portal.card.cover import cover_of
from portal.card.models import Card
from portal.card.views.loading import today_of
from portal.members.access import people_seen_by
from portal.members.days import own_day
from portal.members.models import Person, User

KEPT_FOR = timedelta(days=90)
SALT = "offline.kept"
More = Callable[[Person, User, datetime], dict[str, Any]]
_more: dict[str, More] = {}


def keeps(name: str) -> Callable[[More], More]:
    """Registers what a room above adds under a name: what can be written as JSON, of this member and no one else."""

    def register(giver: More) -> More:
        _more[name] = giver
        return giver

    return register


def to_keep(*, person: Person, user: User, now: datetime) -> dict[str, Any]:
    """All that is kept on a phone, in the active language; no cards for whoever is not covered today."""
    today = own_day(person, now)
    people = sorted(people_seen_by(person, today), key=lambda other: (other.pk != person.pk, other.number))
    shown = [face for face in faces(people, today_of(person)) if face.cover]
    mine = next((face for face in shown if face.person.pk == person.pk), None)
    return {
        "owner": str(person.pk),
        "cards": [_card(face) for face in shown] if mine else [],
        "office": mine.office.key if mine else "",
        "until": _until(mine, shown, now).isoformat() if mine else "",
        "word": signing.dumps(_facts(person), salt=SALT),
        **{name: giver(person, user, now) for name, giver in _more.items()},
    }


def still_counts(word: str, *, now: datetime) -> bool | None:
    """Whether what was kept with this word may stay: the account is open, there is cover, and the card is the same.

    None when the word cannot be read, as after a change of keys: that says nothing about the member.
    """
    try:
        facts = signing.loads(word, salt=SALT, max_age=KEPT_FOR)
    except signing.SignatureExpired:
        return False
    except signing.BadSignature:
        return None
    person = Person.objects.select_related("family").filter(pk=facts["person"], user__is_active=True).first()
    return person is not None and person.pk in cover_of([person], today_of(person)) and _facts(person) == facts


def _facts(person: Person) -> dict[str, Any]:
    seals = Card.objects.valid().filter(person=person).values_list("seal", flat=True)
    return {"person": str(person.pk), "seals": [str(seal) for seal in seals]}


def _card(face: Face) -> str:
    context = {"face": face, "administrator": settings.ADMINISTRATOR}
    return render_to_string("offline/parts/kept_card.html", context)


def _until(mine: Face, shown: list[Face], now: datetime) -> datetime:
    """The moment from which the copy is removed: after 90 days without a line, never after the cover, and not after a
    child whose card lies beside has come of age."""
    last = mine.cover.until_on if mine.cover else None
    days = [(last - now.date()).days + 1] if last else []
    coming = (face.person.of_age_on for face in shown if face.person.pk != mine.person.pk)
    days += [(day - now.date()).days - 1 for day in coming]
    return now + timedelta(days=max(0, min([KEPT_FOR.days, *days])))
