"""A card that was lost, replaced at the desk: its code confirms nothing any more, and the member is told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.card.cards import faces, renew_card
from portal.card.models import Card
from portal.card.printing import card_paper
from portal.look.words import long_date
from portal.members.audit import record
from portal.members.days import local_day
from portal.members.models import Person, User
from portal.members.welcome import address_of
from portal.post.letters import queue_letter
from portal.post.mail import UnusableAddress, queue_mail
from portal.post.models import Dispatch
from portal.post.papers import render, store
from portal.work.jobs import enqueue

TELL = "card.tell_replaced"
KIND = "card-replaced"


class Why(models.TextChoices):
    """What became of the card before."""

    LOST = "lost", gettext_lazy("Lost or stolen")
    SEEN = "seen", gettext_lazy("Seen or copied by somebody else")
    WORN = "worn", gettext_lazy("Damaged, or it does not scan")
    NEVER_CAME = "never_came", gettext_lazy("It never arrived")


class CardReplaced(Exception):
    """This card was replaced already."""

    message = gettext_lazy("This card was replaced meanwhile. Look at the new one.")


def replace_card(*, card_id: UUID, why: Why, by: User, now: datetime, request: HttpRequest | None = None) -> Card:
    """A new card in place of this one, once; its member is told by a job. Raises CardReplaced, Card.DoesNotExist."""
    with transaction.atomic():
        before = Card.objects.select_for_update(of=("self",)).select_related("person__family").get(pk=card_id)
        if before.ended_at is not None:
            raise CardReplaced
        card = renew_card(person=before.person, by=by, now=now)
        record(act="card.replaced", by=by, about=before, now=now, request=request, why=why.value)
        enqueue(kind=TELL, key=card.pk, now=now)
    return card


def tell_replaced(*, card_id: UUID, now: datetime) -> Dispatch | None:
    """Say so by mail, which names nobody; whom no mail reaches gets a letter with the card. Once a card.

    None when there is neither address, or another card has taken this one's place meanwhile.
    """
    card = Card.objects.valid().select_related("person__family", "person__user").filter(pk=card_id).first()
    if card is None:
        return None
    reader = _reader(card.person, now)
    try:
        mail: dict[str, Any] = {"kind": KIND, "template": "card_replaced", "context": {}, "key": card.pk}
        return queue_mail(to=reader.email_known, language=reader.language, now=now, **mail)
    except UnusableAddress:
        return _letter(card, reader, now)


def _reader(person: Person, now: datetime) -> Person:
    """Herself; for a child the member of the family."""
    if person.is_adult_on(local_day(now, country=person.family.duty_station)):
        return person
    return person.family.people.filter(relation=Person.Relation.PARTICIPANT).first() or person


def _letter(card: Card, reader: Person, now: datetime) -> Dispatch | None:
    known = Dispatch.objects.filter(kind=KIND, key=card.pk).first()
    if known or not reader.family.address_line_1:
        return known
    papers = _papers(card, reader, now)
    facts: dict[str, Any] = {"kind": KIND, "language": reader.language, "now": now}
    with transaction.atomic():
        stored = [store(title=title, content=content, **facts) for title, content in papers]
        return queue_letter(address="\n".join(address_of(reader)), papers=stored, key=card.pk, **facts)


def _papers(card: Card, reader: Person, now: datetime) -> list[tuple[str, bytes]]:
    """The letter, and the card to cut out when there is cover today: titles and PDFs."""
    today = local_day(now, country=reader.family.duty_station)
    (face,) = faces([card.person], today)
    with translation.override(reader.language):
        title, of_card = _("Your new membership card"), _("Membership card")
        context = {
            "recipient": address_of(reader),
            "person": card.person,
            "day": long_date(today),
            "has_card": face.cover is not None,
        }
        letter = render(template="card/papers/replaced.html", context=context, language=reader.language, title=title)
    papers = [(title, letter)]
    return [*papers, (of_card, card_paper(face, language=reader.language))] if face.cover else papers
