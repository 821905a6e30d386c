"""A new e-mail address. It counts once a link to it was opened by its owner, and can be stopped from the old one.

Until then links for a new password go to the old address; afterwards the old one may still take it back for a week.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.look.words import long_date
from portal.members import audit, limits
from portal.members.identity import require_check
from portal.members.limits import Limit
from portal.members.models import EmailChange, Person, Recovery, User
from portal.members.recovery import end_sessions, note_recovery
from portal.post.mail import UnusableAddress, queue_mail

LINK_LASTS, STOP_LASTS = timedelta(days=3), timedelta(days=7)
CONFIRM, STOP = "members.email_change.confirm", "members.email_change.stop"
ASKS_A_DAY = Limit("email change", 5, timedelta(days=1))


class EmailRefused(Exception):
    """Why the address stays as it is; `message` is for the reader."""

    message = _("The e-mail address cannot be changed now.")


class SameAddress(EmailRefused):
    """Nothing would change."""

    message = _("This is the address we have already.")


class TooManyChanges(EmailRefused):
    """Mails to addresses that somebody typed: not without end."""

    message = _("You have asked for several changes today. Please try again tomorrow, or call us.")


class NotOurs(EmailRefused):
    """The portal cannot write to it."""

    message = _("This e-mail address cannot be used. Please check it.")


class LinkSpent(EmailRefused):
    """Used, stopped, replaced by another request, too old, or somebody else's."""

    message = _("This link works no longer. If you still want to change your address, ask again on your account page.")


@transaction.atomic
def ask_change(*, person: Person, new: str, by: User, now: datetime, request: HttpRequest | None = None) -> EmailChange:
    """Writes to the new address with the link, and to the old one with a way to stop it. Nothing changes yet.

    Raises SameAddress, TooManyChanges, NotOurs.
    """
    person = _locked(person)
    if new.casefold() == person.email_known.casefold():
        raise SameAddress
    if not limits.spend([(ASKS_A_DAY, str(person.pk))], now=now):
        raise TooManyChanges
    _end_waiting(person, now)
    change = _made(person, new, by, now, old=person.email_known)
    audit.record(act="email.change_asked", by=by, about=change, now=now, request=request)
    words = {"name": person.given_name, "url": _link("members:confirm_email", CONFIRM, change)}
    try:
        _mail("email_confirm", new, person, {**words, "until": _day(change.expires_at, person)}, change.pk, now)
    except UnusableAddress:
        raise NotOurs from None
    _tell_old(change, person, "email_change_asked", now)
    return change


@transaction.atomic
def confirm_change(*, token: str, by: User, now: datetime, request: HttpRequest | None = None) -> EmailChange:
    """The new address counts from now on: the link was opened by whoever is signed in to the account.

    Raises LinkSpent.
    """
    change = waiting_change(token=token, by=by, now=now)
    if change is None:
        raise LinkSpent
    _apply(change, _locked(change.person), by, now, request)
    return change


def waiting_change(*, token: str, by: User, now: datetime) -> EmailChange | None:
    """The change that a link to the new address confirms, if it is the reader's own and still waits."""
    waiting = EmailChange.objects.waiting(now).filter(pk=_read(token, CONFIRM), person__user=by)
    return waiting.select_related("person").first()


def stoppable_change(*, token: str, now: datetime) -> EmailChange | None:
    """The change that a link to the old address stops or takes back; None when that is over."""
    changes = EmailChange.objects.select_related("person").filter(pk=_read(token, STOP), stopped_at__isnull=True)
    change = changes.first()
    if change is None or now >= (change.confirmed_at or change.asked_at) + STOP_LASTS:
        return None
    if change.confirmed_at and change.person.email_known != change.new:
        return None  # changed once more since
    return change


@transaction.atomic
def stop_change(*, token: str, now: datetime, request: HttpRequest | None = None) -> EmailChange:
    """From the old address: the change is off, all sessions end, and the password has to be chosen anew from there.

    Whoever asked was signed in and knew the password, or talked to us: so neither is trusted any more.
    Raises LinkSpent.
    """
    change = stoppable_change(token=token, now=now)
    if change is None:
        raise LinkSpent
    person = _locked(change.person)
    EmailChange.objects.filter(pk=change.pk).update(stopped_at=now)
    if change.confirmed_at:
        _set(person, change.old)
    if person.user:
        person.user.set_unusable_password()
        person.user.save(update_fields=["password"])
    end_sessions(person)
    audit.record(act="email.change_stopped", by=None, about=change, now=now, request=request)
    return change


@transaction.atomic
def set_by_desk(
    *, person: Person, new: str, old_is_hers: bool, by: User, now: datetime, request: HttpRequest | None = None
) -> EmailChange:
    """A colleague sets the address after a passed check; the old one is told and may take it back.

    Unless `old_is_hers` the old mailbox is in other hands: nothing is sent there, and a letter goes instead.
    Raises NotChecked, SameAddress.
    """
    person = _locked(person)
    require_check(person, by, now)
    if new.casefold() == person.email_known.casefold():
        raise SameAddress
    _end_waiting(person, now)
    change = _made(person, new, by, now, old=person.email_known if old_is_hers else "")
    _apply(change, person, by, now, request)
    return change


def _apply(change: EmailChange, person: Person, by: User, now: datetime, request: HttpRequest | None) -> None:
    is_own = person.user_id == by.pk
    if not EmailChange.objects.filter(pk=change.pk, confirmed_at=None, stopped_at=None).update(confirmed_at=now):
        raise LinkSpent
    change.confirmed_at = now
    _set(person, change.new)
    audit.record(act="email.changed", by=by, about=change, now=now, request=request)
    way = Recovery.Way.EMAIL_OWN if is_own else Recovery.Way.EMAIL
    # Whoever has an old address hears of it there, with the link that takes it back; else a letter goes.
    note_recovery(person=person, way=way, told=change.old, by=by, now=now, notice=not change.old)
    _tell_old(change, person, "email_changed", now)


def _locked(person: Person) -> Person:
    rows = Person.objects.select_for_update(of=("self",)).select_related("family", "user")
    return rows.get(pk=person.pk)


def _made(person: Person, new: str, by: User, now: datetime, *, old: str) -> EmailChange:
    lasts = {"asked_at": now, "expires_at": now + LINK_LASTS}
    return EmailChange.objects.create(person_id=person.pk, old=old, new=new, asked_by=by, **lasts)


def _end_waiting(person: Person, now: datetime) -> None:
    person.email_changes.filter(confirmed_at=None, stopped_at=None).update(stopped_at=now)


def _set(person: Person, email: str) -> None:
    person.email = email
    person.save(update_fields=["email"])
    if person.user:
        person.user.email = email
        person.user.save(update_fields=["email"])


def _tell_old(change: EmailChange, person: Person, template: str, now: datetime) -> None:
    if not change.old:
        return
    until = (change.confirmed_at or change.asked_at) + STOP_LASTS
    words = {"url": _link("members:stop_email", STOP, change), "until": _day(until, person)}
    try:
        _mail(template, change.old, person, {**words, "name": person.given_name}, change.pk, now)
    except UnusableAddress:
        return  # an address that no mail can reach warns nobody


def _mail(template: str, to: str, person: Person, words: dict[str, Any], key: UUID, now: datetime) -> None:
    queue_mail(kind=template, template=template, to=to, language=person.language, context=words, key=key, now=now)


def _day(moment: datetime, person: Person) -> str:
    with translation.override(person.language):
        return long_date(moment.date())


def _link(name: str, salt: str, change: EmailChange) -> str:
    return settings.SITE_URL + reverse(name, args=[signing.dumps(str(change.pk), salt=salt)])


def _read(token: str, salt: str) -> UUID:
    """The id in a link we made; that it is still good is for the row to say."""
    try:
        return UUID(signing.loads(token, salt=salt))
    except (signing.BadSignature, ValueError, TypeError):
        return UUID(int=0)  # nobody's
