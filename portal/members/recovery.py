"""Ways back for somebody who lost what she signs in with. Each is told to her, and holds her bank details for a week.

So whoever talks a way in cannot move money before the member has heard of it. See decision 0012.
"""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.members import audit
from portal.members.activation import issue_code
from portal.members.identity import require_check
from portal.members.models import ActivationCode, AuditEntry, FactorReset, Person, Recovery, User
from portal.work.jobs import enqueue

HOLD = timedelta(days=7)
NOTICE_JOB = "members.recovery_notice"
# After these changes a second colleague has to agree before a second factor goes.
LATELY = timedelta(days=30)
RISKY = ("bank_account.added", "email.changed")
REQUEST_LASTS = timedelta(days=2)


class RecoveryRefused(Exception):
    """Why this way is not open; `message` is for the colleague."""

    message = _("This cannot be done.")


class NoSecondFactor(RecoveryRefused):
    """There is none to take away."""

    message = _("This account has no second factor.")


class SamePerson(RecoveryRefused):
    """Four eyes are asked for."""

    message = _("A colleague has to agree: you cannot agree to your own request.")


class NothingWaits(RecoveryRefused):
    """The request is gone: done, given up, or too old."""

    message = _("No request waits here. It may be done already, or be older than two days.")


def note_recovery(
    *, person: Person, way: Recovery.Way, told: str, by: User | None, now: datetime, notice: bool = True
) -> Recovery:
    """Writes down a way in, and has her told unless her change has its own mails. In the caller's transaction."""
    made = Recovery.objects.create(person_id=person.pk, way=way, at=now, by=by, told=told, held_until=now + HOLD)
    if notice:
        enqueue(kind=NOTICE_JOB, key=made.pk, now=now)
    return made


def held_until(family_id: UUID, now: datetime) -> datetime | None:
    """Until when the family's bank details wait; None when they may be changed."""
    holds = Recovery.objects.filter(
        person__family=family_id, person__relation=Person.Relation.PARTICIPANT, held_until__gt=now
    )
    last = holds.order_by("-held_until").first()
    return last.held_until if last else None


@transaction.atomic
def give_code(
    *,
    person: Person,
    sent_by: ActivationCode.SentBy,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> str:
    """A new code after a passed check; to be read out when `sent_by` is the telephone, else "".

    Raises NotChecked and what `issue_code` raises.
    """
    person = Person.objects.select_related("family", "user").get(pk=person.pk)
    require_check(person, by, now)
    plain = issue_code(person=person, by=by, now=now, sent_by=sent_by, request=request)
    if sent_by != ActivationCode.SentBy.PHONE:
        return ""
    note_recovery(person=person, way=Recovery.Way.CODE, told=person.email_known, by=by, now=now)
    return plain


@transaction.atomic
def ask_factor_reset(*, person: Person, by: User, now: datetime, request: HttpRequest | None = None) -> FactorReset:
    """Takes her second factor away after a passed check; where it is risky, once a second colleague agrees.

    Raises NotChecked, NoSecondFactor.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("user", "family").get(pk=person.pk)
    require_check(person, by, now)
    if not Authenticator.objects.filter(user=person.user_id).exists():
        raise NoSecondFactor
    open_ones = FactorReset.objects.filter(person_id=person.pk, done_at__isnull=True, ended_at__isnull=True)
    open_ones.update(ended_at=now)
    asked = FactorReset.objects.create(person_id=person.pk, asked_by=by, asked_at=now)
    audit.record(act="second_factor_reset.asked", by=by, about=asked, now=now, request=request)
    if not needs_second(person, now):
        _take_away(asked, person, by, now)
    return asked


@transaction.atomic
def agree_to_reset(*, person: Person, by: User, now: datetime, request: HttpRequest | None = None) -> FactorReset:
    """The second colleague agrees. Raises NothingWaits, SamePerson."""
    person = Person.objects.select_for_update(of=("self",)).select_related("user", "family").get(pk=person.pk)
    asked = waiting_reset(person, now)
    if asked is None:
        raise NothingWaits
    if asked.asked_by_id == by.pk:
        raise SamePerson
    asked.confirmed_by = by
    audit.record(act="second_factor_reset.agreed", by=by, about=asked, now=now, request=request)
    _take_away(asked, person, by, now)
    return asked


def waiting_reset(person: Person, now: datetime) -> FactorReset | None:
    """The request a second colleague has to look at."""
    waiting = FactorReset.objects.filter(person_id=person.pk, done_at__isnull=True, ended_at__isnull=True)
    return waiting.filter(asked_at__gt=now - REQUEST_LASTS).select_related("asked_by").first()


def needs_second(person: Person, now: datetime) -> bool:
    """Whether bank details or e-mail address were changed lately: a thief's first steps."""
    lately = AuditEntry.objects.filter(act__in=RISKY, at__gt=now - LATELY)
    return lately.filter(Q(family=person.family_id) | Q(person=person.pk)).exists()


def _take_away(asked: FactorReset, person: Person, by: User, now: datetime) -> None:
    for factor in Authenticator.objects.filter(user=person.user_id):
        factor.delete()  # one by one: each leaves its entry on the trail
    end_sessions(person)
    asked.done_at = now
    asked.save(update_fields=["done_at", "confirmed_by"])
    note_recovery(person=person, way=Recovery.Way.FACTOR, told=person.email_known, by=by, now=now)


def end_sessions(person: Person) -> None:
    """Wherever the account is signed in, it is no longer."""
    for session in UserSession.objects.filter(user=person.user_id):
        session.end()
