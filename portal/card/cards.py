"""Membership cards: the first one comes with the person, the next one ends the one before."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.card.cover import Cover, cover_of
from portal.card.models import Card
from portal.entitlements.wording import plan_words
from portal.help.offices import Office, Phone, office_of, toll_free
from portal.members.audit import record
from portal.members.models import Person, User
from portal.post.codes import qr_code


def first_card(*, instance: Person, created: bool, raw: bool = False, **_rest: Any) -> None:
    """Signal of a person saved: whoever is new gets a card, in the transaction in which she is written."""
    if created and not raw:
        Card.objects.create(person=instance, made_at=timezone.now())


def renew_card(*, person: Person, by: User, now: datetime) -> Card:
    """A new card for that person; the one before confirms nothing from now on. Two at once leave one."""
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
        for before in Card.objects.valid().filter(person=person):
            before.ended_at = max(now, before.made_at)
            before.save(update_fields=["ended_at"])
        card = Card.objects.create(person=person, made_at=now)
        record(act="card.renewed", by=by, about=card, now=now)
    return card


@dataclass(frozen=True)
class Face:
    """What stands on a person's card today. `cover` is None for who is not covered; `seal` where there is no card."""

    person: Person
    plan: str
    cover: Cover | None
    office: Office
    toll_free: Phone | None
    seal: str

    @property
    def code(self) -> SafeString:
        """The code that leads to the page which confirms cover."""
        return qr_code(self.seal, _("Code that leads to the page where this cover can be checked"))


def faces(people: list[Person], today: date) -> list[Face]:
    """The cards of these people, in their order. Two queries."""
    covers = cover_of(people, today)
    seals = dict(Card.objects.valid().filter(person__in=people).values_list("person_id", "seal"))
    return [
        Face(
            person=person,
            plan=plan_words(person.family.plan).title,
            cover=covers.get(person.pk),
            office=office_of(person.family.residence),
            toll_free=toll_free(person.family.residence),
            seal=address_of_seal(seals[person.pk]) if person.pk in seals else "",
        )
        for person in people
    ]


def address_of_seal(seal: Any) -> str:
    """Where the code on a card or a proof of insurance leads."""
    return settings.SITE_URL + reverse("card:confirm", args=[seal])
