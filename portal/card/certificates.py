"""Proofs of insurance: asked for by a member, printed by a job as the facts were then, checked by their code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.card.cover import Cover, cover_of
from portal.card.models import Certificate
from portal.members.audit import record
from portal.members.days import local_day
from portal.members.limits import Limit, spend
from portal.members.models import Person, User
from portal.work.jobs import enqueue

PRINT = "card.print_certificate"
ASKED = Limit("card.certificates", 20, timedelta(hours=1))


class CertificateRefused(Exception):
    """A proof that will not be made; `message` says why."""

    message: Promise


class NotCovered(CertificateRefused):
    message = _("Not everybody you chose is covered today, and a proof can be made only for those who are.")


class NotCoveredThen(CertificateRefused):
    message = _("Not everybody you chose is covered on all these days. Choose other days, or leave the days out.")


class TooManyCertificates(CertificateRefused):
    message = _("You asked for many papers in the last hour. Please wait a little.")


@dataclass(frozen=True)
class Wanted:
    """What the member asks for. Days are first and last of a journey, both or none; `addressee` may be empty."""

    people: Sequence[Person]
    language: str
    addressee: str
    from_on: date | None
    until_on: date | None


def issue_certificate(*, wanted: Wanted, form_key: UUID, by: User, now: datetime) -> Certificate:
    """A proof of insurance for these people, to be printed by a job. The same form gives the same proof.

    Raises NotCovered, NotCoveredThen, TooManyCertificates.
    """
    made = Certificate.objects.filter(owner=by, form_key=form_key).first()
    if made:
        return made
    family = wanted.people[0].family
    today = local_day(now, country=family.duty_station)
    covers = cover_of(wanted.people, today)
    _check(wanted, covers)
    if not spend([(ASKED, str(by.pk))], now=now):
        raise TooManyCertificates
    facts: Any = printed(wanted, covers, today)
    with transaction.atomic():
        made, is_new = Certificate.objects.get_or_create(
            owner=by,
            form_key=form_key,
            defaults={
                "family": family,
                "language": wanted.language,
                "printed": facts,
                "made_at": now,
            },
        )
        if is_new:
            made.people.set(wanted.people)
            record(act="certificate.issued", by=by, about=made, now=now, people=len(wanted.people))
            enqueue(kind=PRINT, key=made.pk, now=now)
    return made


def withdraw_certificate(*, certificate: Certificate, by: User, now: datetime) -> None:
    """From now on its code confirms nothing. A proof that is withdrawn already stays as it is."""
    with transaction.atomic():
        mine = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if mine.withdrawn_at is None:
            mine.withdrawn_at = max(now, mine.made_at)
            mine.save(update_fields=["withdrawn_at"])
            record(act="certificate.withdrawn", by=by, about=mine, now=now)


def _check(wanted: Wanted, covers: dict[UUID, Cover]) -> None:
    """Raises NotCovered, NotCoveredThen."""
    if any(person.pk not in covers for person in wanted.people):
        raise NotCovered
    if wanted.from_on and wanted.until_on:
        days = wanted.from_on, wanted.until_on
        if not all(covers[person.pk].holds(*days) for person in wanted.people):
            raise NotCoveredThen


def printed(wanted: Wanted, covers: dict[UUID, Cover], today: date) -> dict[str, Any]:
    """All that the paper says of people and days, as JSON; days as ISO text."""
    family = wanted.people[0].family
    return {
        "plan": family.plan,
        "duty_station": family.duty_station,
        "residence": family.residence,
        "on": today.isoformat(),
        "addressee": wanted.addressee,
        "from_on": wanted.from_on.isoformat() if wanted.from_on else "",
        "until_on": wanted.until_on.isoformat() if wanted.until_on else "",
        "people": [_person(person, covers[person.pk]) for person in wanted.people],
    }


def _person(person: Person, cover: Cover) -> dict[str, str]:
    return {
        "name": person.full_name,
        "reference": person.reference,
        "born_on": person.born_on.isoformat(),
        "from_on": cover.from_on.isoformat(),
        "until_on": cover.until_on.isoformat() if cover.until_on else "",
    }
