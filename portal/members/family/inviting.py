"""A parent asks us to send an adult of the family the code that opens her own account. He never sees the code."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.members import activation, limits
from portal.members.access import PARENTS
from portal.members.days import own_day
from portal.members.limits import Limit
from portal.members.models import ActivationCode, Person, User
from portal.post.mail import UnusableAddress

A_DAY = Limit("family invitation", 3, timedelta(days=1))


class InvitationRefused(Exception):
    """Why no code is sent; `message` is for the member, `field` the one of the form it is about."""

    message = _("Nobody can be invited here.")
    field: str | None = None


class NotToInvite(InvitationRefused):
    """Oneself, a child, somebody with an account or of another family."""

    message = _("This person needs no invitation: adults of your family without an account can be invited.")


class SharedAddress(InvitationRefused):
    """A mailbox that somebody else of the family reads: the code is for one person."""

    message = _("Somebody else of your family uses this address. Give one that only the invited person reads.")
    field = "email"


class NotAnAddress(InvitationRefused):
    """Mail cannot go there."""

    message = _("This e-mail address cannot be used. Please check it.")
    field = "email"


class NowhereToSend(InvitationRefused):
    """No e-mail and no postal address."""

    message = _("We know no address for a letter. Give an e-mail address, or call us.")
    field = "email"


class TooMany(InvitationRefused):
    """Each invitation ends the one before."""

    message = _("Three invitations were sent to this person today. Please try again tomorrow.")


def may_be_invited(inviter: Person, person: Person, now: datetime) -> bool:
    """Whether `inviter` may have a code sent to `person`."""
    is_other = person.pk != inviter.pk and person.family_id == inviter.family_id
    is_grown = person.is_adult_on(own_day(person, now)) and person.user_id is None
    return is_other and is_grown and inviter.relation in PARENTS


@transaction.atomic
def invite_relative(
    *, inviter: Person, person: Person, email: str, by: User, now: datetime, request: HttpRequest | None = None
) -> ActivationCode:
    """Sends a new code: to the address we know as her own, else to the one that was typed, else by letter.

    An address we know cannot be replaced here, so nobody leads a relative's code elsewhere.
    Raises NotToInvite, SharedAddress, NotAnAddress, NowhereToSend, TooMany.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("family", "user").get(pk=person.pk)
    if not may_be_invited(inviter, person, now):
        raise NotToInvite
    known = activation.own_address(person)
    email = "" if known else email.strip()
    relatives = Person.objects.filter(family=person.family_id).exclude(pk=person.pk)
    if email and relatives.filter(Q(email__iexact=email) | Q(user__email__iexact=email)).exists():
        raise SharedAddress
    if not limits.spend([(A_DAY, str(person.pk))], now=now):
        raise TooMany
    try:
        activation.issue_code(person=person, by=by, now=now, sent_to=email, request=request)
    except activation.NoPostalAddress:
        raise NowhereToSend from None
    except UnusableAddress:
        raise NotAnAddress from None
    return person.activation_codes.usable(now).get()
