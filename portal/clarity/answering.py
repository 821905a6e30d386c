"""A member's answer: one tap, and words if she likes. The words are kept for so long and no longer."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from portal.clarity.asking import Kind
from portal.clarity.models import Opinion
from portal.members.models import Person

LONGEST = 1000
# Long enough to compare a year with the one before it; the counts stay.
KEPT = timedelta(days=2 * 366)


@transaction.atomic
def answer(*, person: Person, kind: Kind, key: UUID, is_clear: bool, now: datetime) -> Opinion:
    """Yes or no. Tapped again it is the same answer, or the other one; the words she wrote stay."""
    facts = {"is_clear": is_clear, "at": now, "language": person.language}
    opinion, _is_new = Opinion.objects.update_or_create(person=person, kind=kind, key=key, defaults=facts)
    return opinion


@transaction.atomic
def say_more(*, person: Person, kind: Kind, key: UUID, words: str, now: datetime) -> Opinion | None:
    """Her words to the answer she gave; empty takes them back. None when she has not answered yet."""
    opinion = Opinion.objects.select_for_update().filter(person=person, kind=kind, key=key).first()
    if opinion is None:
        return None
    opinion.words = words.strip()[:LONGEST]
    opinion.has_words, opinion.at = bool(opinion.words), now
    opinion.save(update_fields=["words", "has_words", "at"])
    return opinion


def forget_words(*, now: datetime) -> int:
    """Empty words that were kept long enough; the answers themselves stay for the counts. Their number."""
    old = Opinion.objects.filter(has_words=True, at__lt=now - KEPT)
    return old.update(words="", has_words=False)
