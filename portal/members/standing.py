"""Whether somebody can sign in, and if not, how far she has come: what the desk sees of an account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.look.words import long_date
from portal.members import limits
from portal.members.days import own_day
from portal.members.identity import Question
from portal.members.models import TRIES_PER_CODE, ActivationCode, BankAccount, Enrolment, Person
from portal.members.sign_in import FROM_MANY


@dataclass(frozen=True)
class Standing:
    """One word, its sentence, and its tone."""

    word: str
    label: Promise
    tone: str


CHILD = Standing("child", _("A child: no account before coming of age"), "neutral")
CLOSED = Standing("closed", _("Locked: the account may not sign in"), "danger")
STOPPED = Standing("stopped", _("Locked for some minutes: too many wrong passwords"), "warning")
ACTIVE = Standing("active", _("Active"), "success")
UNASKED = Standing("not invited", _("Not invited: no code was ever sent"), "neutral")
INVITED = Standing("invited", _("Invited: a code was sent and works"), "info")
EXPIRED = Standing("expired", _("Code ran out"), "warning")
DEAD = Standing("dead", _("Code ended: five wrong tries"), "warning")
ENDED = Standing("ended", _("Code ended by us"), "warning")


def standing_of(person: Person, now: datetime, *, with_tries: bool = True) -> Standing:
    """How far she has come; asks for her account and codes. Without `with_tries`, for lists, no more than those."""
    if person.user is not None:
        if not person.user.is_active:
            return CLOSED
        spent = with_tries and limits.is_used_up((FROM_MANY, person.user.reference), now=now)
        return STOPPED if spent else ACTIVE
    if not person.is_adult_on(own_day(person, now)):
        return CHILD
    codes = sorted(person.activation_codes.all(), key=lambda code: code.created_at)
    return _of_code(codes[-1], now) if codes else UNASKED


def _of_code(code: ActivationCode, now: datetime) -> Standing:
    if code.revoked_at:
        return ENDED
    if code.tries >= TRIES_PER_CODE:
        return DEAD
    if code.expires_at <= now:
        return EXPIRED
    return INVITED


def live_code(person: Person, now: datetime) -> ActivationCode | None:
    """The code that would open the account now."""
    return person.activation_codes.usable(now).first()


def factors_of(person: Person) -> list[str]:
    """The kinds of second factor the account has."""
    found = Authenticator.objects.filter(user=person.user_id) if person.user_id else []
    return [str(Authenticator.Type(one.type).label) for one in found]


def known_answers(person: Person) -> dict[str, Any]:
    """What the file says to each question, for the eyes of the colleague; claims and payments stand on their pages."""
    family = person.family
    relatives = [f"{one.full_name}, {long_date(one.born_on)}" for one in family.people.exclude(pk=person.pk)]
    cover = Enrolment.objects.filter(person_id=person.pk).order_by("from_on").first()
    bank = BankAccount.objects.filter(family=family.pk, replaced_on__isnull=True).first()
    return {
        Question.NUMBER: person.reference,
        Question.NAME: person.full_name,
        Question.BORN: long_date(person.born_on),
        Question.ADDRESS: ", ".join(family.address_lines()),
        Question.RELATIVES: "; ".join(relatives),
        Question.COVER: long_date(cover.from_on) if cover else "",
        Question.BANK: bank.masked if bank else "",
        Question.CLAIM: _("on the family's page of claims"),
        Question.PAYMENT: _("on the family's page of claims"),
    }
