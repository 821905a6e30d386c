"""Who is on the telephone: which questions were passed, and whether that is enough to help somebody in.

What was answered is written down nowhere. What stands on the membership card, which may be stolen, is never enough.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.members import audit
from portal.members.models import IdentityCheck, Person, User

ENOUGH, MOST_FAILED = 4, 1
LASTS = timedelta(minutes=30)
FAILED_CHECKS, FAILED_WITHIN = 3, timedelta(hours=24)


class Question(models.TextChoices):
    """What member services may ask. The answers stand in the member's file, and are compared by the colleague."""

    NUMBER = "number", _("Reference number on the card")
    NAME = "name", _("Full name as on the card")
    BORN = "born", _("Date of birth")
    ADDRESS = "address", _("Postal address")
    RELATIVES = "relatives", _("Names and birth dates of the family")
    COVER = "cover", _("When her cover began")
    BANK = "bank", _("Last four digits of the bank account")
    CLAIM = "claim", _("Day and provider of a recent claim")
    PAYMENT = "payment", _("Month and amount of a recent payment")


# Known to nobody who only found the card or an envelope.
CLOSE = {Question.COVER, Question.BANK, Question.CLAIM, Question.PAYMENT}


class IdentityRefused(Exception):
    """Why nobody is helped in now; `message` is for the colleague."""

    message = _("Check first who is on the telephone.")


class NotChecked(IdentityRefused):
    """No passed check of this colleague in the last half hour."""

    message = _("Check first who is on the telephone: a passed check lasts half an hour, for whoever made it.")


class TooManyChecks(IdentityRefused):
    """Somebody tries to talk her way in."""

    message = _("Three checks failed within a day. Nobody may be helped in by telephone until tomorrow.")


class NotAMember(IdentityRefused):
    """A colleague's account, perhaps one's own: its doors open to more than one family's claims."""

    message = _("This is the account of a colleague. Administrators of the portal help there, not this desk.")


@transaction.atomic
def check_identity(
    *,
    person: Person,
    passed: Collection[str],
    failed: Collection[str],
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> IdentityCheck:
    """Writes down which of the `Question`s were passed. Raises TooManyChecks."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if is_closed(person, now):
        raise TooManyChecks
    is_enough = suffices(passed, failed)
    check = IdentityCheck.objects.create(
        person_id=person.pk, by=by, at=now, passed=sorted(passed), failed=sorted(failed), is_enough=is_enough
    )
    detail = {"passed": ", ".join(check.passed), "failed": ", ".join(check.failed)}
    act = "identity.confirmed" if is_enough else "identity.not_confirmed"
    audit.record(act=act, by=by, about=check, now=now, request=request, **detail)
    return check


def suffices(passed: Collection[str], failed: Collection[str]) -> bool:
    """Four passed, one of them close to her, and at most one not passed."""
    return len(set(passed)) >= ENOUGH and bool(CLOSE & set(passed)) and len(set(failed)) <= MOST_FAILED


def is_closed(person: Person, now: datetime) -> bool:
    """Whether the last checks failed so often that nobody is asked again today."""
    lately = IdentityCheck.objects.filter(person_id=person.pk, at__gt=now - FAILED_WITHIN).order_by("-at")
    newest = list(lately.values_list("is_enough", flat=True)[:FAILED_CHECKS])
    return len(newest) == FAILED_CHECKS and not any(newest)


def confirmed_check(person: Person, by: User, now: datetime) -> IdentityCheck | None:
    """The check by which `by` may help her in now: the last one, passed, and made within half an hour."""
    last = IdentityCheck.objects.filter(person_id=person.pk).order_by("-at").first()
    is_good = last is not None and last.is_enough and last.by_id == by.pk and last.at > now - LASTS
    return last if is_good else None


def require_check(person: Person, by: User, now: datetime) -> IdentityCheck:
    """That check. Raises NotChecked, and NotAMember for whoever is staff herself."""
    if User.objects.filter(person=person.pk, is_staff=True).exists():
        raise NotAMember
    check = confirmed_check(person, by, now)
    if check is None:
        raise NotChecked
    return check
