"""Letting another adult of the family act for oneself: given, accepted, taken back by either side, ended by the facts.

Each act is told to both by mail, without what it is about or who it is.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.members import audit
from portal.members.days import own_day
from portal.members.family.mails import tell_both
from portal.members.handing_over import hand_over
from portal.members.identity import require_check
from portal.members.models import Enrolment, FamilyPermission, Person, Purpose, User

LONGEST = timedelta(days=365)
Ending = FamilyPermission.Ending


class PermissionRefused(Exception):
    """Why it cannot be given or answered; `message` is for the member, `field` the one of the form it is about."""

    message = _("This permission cannot be given.")
    field: str | None = None


class NotAHelper(PermissionRefused):
    """Not an adult of the family with an account and cover, or oneself."""

    message = _("Choose an adult of your family who has an account and is covered.")
    field = "helper"


class NotAGiver(PermissionRefused):
    """Children cannot give it, nor can somebody who is not covered."""

    message = _("Only an adult who is covered by the plan can let somebody act for her.")


class TooLong(PermissionRefused):
    """Over before it begins, or longer than a year."""

    message = _("Choose a last day from today on, and not more than a year away.")
    field = "until_on"


class Nothing(PermissionRefused):
    """No purpose."""

    message = _("Choose at least one thing that may be done for you.")
    field = "purposes"


class NoLongerThere(PermissionRefused):
    """Ended or answered meanwhile."""

    message = _("This permission has ended, or was answered before.")


@transaction.atomic
def give(
    *,
    giver: Person,
    helper: Person,
    purposes: Collection[Purpose],
    until_on: date,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> FamilyPermission:
    """Lets `helper` act for `giver` until that day, once she accepts. Given again, it replaces the one before: what she
    had accepted then goes on without asking her once more.

    The same given twice at once is one. Raises NotAGiver, NotAHelper, TooLong, Nothing.
    """
    today = own_day(giver, now)
    locked = _locked(giver, helper)
    _may_give(locked[giver.pk], locked.get(helper.pk), by, today)
    if not today <= until_on <= today + LONGEST:
        raise TooLong
    if not purposes:
        raise Nothing
    fields: dict[str, Any] = {**FamilyPermission.fields_of(purposes), "until_on": until_on}
    before = FamilyPermission.objects.standing().filter(giver=giver.pk, helper=helper.pk).first()
    if before and all(getattr(before, name) == value for name, value in fields.items()):
        return before
    if before:
        _end(before, Ending.REPLACED, by, now, request, tell=False)
    is_accepted = bool(before and before.accepted_at and FamilyPermission.objects.founded(today).filter(pk=before.pk))
    made = FamilyPermission.objects.create(
        giver=giver, helper=helper, given_at=now, accepted_at=now if is_accepted else None, **fields
    )
    words = ", ".join(purpose.value for purpose in made.purposes)
    audit.record(act="family_permission.given", by=by, about=made, now=now, request=request, purposes=words)
    tell_both(made, "given" if is_accepted else "asked", now)
    return made


def _locked(*people: Person) -> dict[UUID, Person]:
    rows = Person.objects.select_for_update(of=("self",)).select_related("family", "user").order_by("pk")
    return {person.pk: person for person in rows.filter(pk__in=[one.pk for one in people])}


def _may_give(giver: Person, helper: Person | None, by: User, today: date) -> None:
    is_covered = Enrolment.objects.in_force(today).filter(person=giver.pk).exists()
    if giver.user_id != by.pk or not giver.is_adult_on(today) or not is_covered:
        raise NotAGiver
    if helper is None or helper.pk not in {one.pk for one in helpers_for(giver, today)}:
        raise NotAHelper


def helpers_for(giver: Person, today: date) -> list[Person]:
    """Whom she may choose: adults of her family with an account, covered today."""
    others = Person.objects.filter(family=giver.family_id, user__is_active=True).exclude(pk=giver.pk)
    covered = Enrolment.objects.in_force(today).values("person")
    return [one for one in others.filter(pk__in=covered).order_by("number") if one.is_adult_on(today)]


@transaction.atomic
def accept(*, permission_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> FamilyPermission:
    """The helper says yes: from now on she may act. Said twice it is said once. Raises NoLongerThere."""
    permission = _standing(permission_id, helper__user=by)
    if permission.accepted_at is None:
        if not FamilyPermission.objects.founded(own_day(permission.giver, now)).filter(pk=permission.pk).exists():
            raise NoLongerThere
        permission.accepted_at = now
        permission.save(update_fields=["accepted_at"])
        audit.record(act="family_permission.accepted", by=by, about=permission, now=now, request=request)
        tell_both(permission, "accepted", now)
    return permission


@transaction.atomic
def end(*, permission_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> FamilyPermission:
    """Taken back by its giver, or declined or given up by the helper: it holds no longer, from this moment.

    Raises NoLongerThere.
    """
    permission = _standing(permission_id)
    if by.pk == permission.giver.user_id:
        how = Ending.TAKEN_BACK
    elif by.pk == permission.helper.user_id:
        how = Ending.LAID_DOWN if permission.accepted_at else Ending.DECLINED
    else:
        raise NoLongerThere
    return _end(permission, how, by, now, request)


@transaction.atomic
def end_at_desk(
    *, person: Person, permission_id: UUID, by: User, now: datetime, request: HttpRequest | None = None
) -> FamilyPermission:
    """Ended for `person`, giver or helper, who called and was checked. Raises NotChecked, NoLongerThere."""
    require_check(person, by, now)
    permission = _standing(permission_id)
    if person.pk not in (permission.giver_id, permission.helper_id):
        raise NoLongerThere
    return _end(permission, Ending.DESK, by, now, request)


def end_what_is_over(*, now: datetime) -> int:
    """Writes down the end of permissions whose last day is over or whose ground is gone; how many. Access had ended by
    itself before. Run twice, it ends each once."""
    ended = 0
    standing = FamilyPermission.objects.standing().select_related("giver__family")
    for known in standing.iterator():
        if not FamilyPermission.objects.founded(own_day(known.giver, now)).filter(pk=known.pk).exists():
            ended += _end_by_itself(known.pk, now)
    return ended


@transaction.atomic
def _end_by_itself(permission_id: UUID, now: datetime) -> bool:
    try:
        permission = _standing(permission_id)
    except NoLongerThere:
        return False
    is_over = permission.until_on < own_day(permission.giver, now)
    _end(permission, Ending.RAN_OUT if is_over else Ending.COVER, None, now, None)
    return True


def _standing(permission_id: UUID, **whose: Any) -> FamilyPermission:
    """One that nobody ended, locked for the transaction. Raises NoLongerThere."""
    rows = FamilyPermission.objects.standing().select_for_update(of=("self",)).filter(pk=permission_id, **whose)
    found = rows.select_related("giver__family", "giver__user", "helper__family", "helper__user").first()
    if found is None:
        raise NoLongerThere
    return found


def _end(
    permission: FamilyPermission,
    how: FamilyPermission.Ending,
    by: User | None,
    now: datetime,
    request: HttpRequest | None,
    *,
    tell: bool = True,
) -> FamilyPermission:
    permission.ended_at, permission.ended_by, permission.ending = now, by, how
    permission.save(update_fields=["ended_at", "ended_by", "ending"])
    audit.record(act="family_permission.ended", by=by, about=permission, now=now, request=request, how=str(how.value))
    if tell:
        # What the helper had begun and not sent is the giver's to go on with.
        if permission.helper.user and permission.accepted_at and permission.giver.user:
            hand_over(person=permission.giver, by=permission.giver.user, now=now, begun_by=permission.helper.user)
        tell_both(permission, "ended", now)
    return permission
