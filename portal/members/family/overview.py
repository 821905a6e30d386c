"""The family page: who is in the family, as its reader may know them, and who sees what of whom, in plain words."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.look.words import long_date
from portal.members.access import PARENTS
from portal.members.days import own_day
from portal.members.family.inviting import may_be_invited
from portal.members.models import Enrolment, FamilyPermission, Person


@dataclass(frozen=True)
class Relative:
    """One person of the family as the reader knows her. `account` is a state, its words and tone."""

    person: Person
    is_reader: bool
    cover: str
    account: tuple[str, str | Promise, str]
    sees: str
    may_invite: bool = False
    invited_at: datetime | None = None
    of_age_on: date | None = None


@dataclass(frozen=True)
class Given:
    """A permission as one of the two sees it: `other` is the one on the other side."""

    permission: FamilyPermission
    other: Person
    is_mine: bool
    waits: bool
    purposes: list[str | Promise] = field(default_factory=list)


def relatives(reader: Person, now: datetime) -> list[Relative]:
    """Everybody of the family, the reader first. Four queries, however many they are."""
    today = own_day(reader, now)
    rows = Person.objects.filter(family=reader.family_id).select_related("user").prefetch_related("activation_codes")
    people = sorted(rows, key=lambda one: (one.pk != reader.pk, one.number))
    covers = {one.person_id: one for one in Enrolment.objects.in_force(today).filter(person__in=people)}
    givers = set(FamilyPermission.objects.in_force(today).filter(helper=reader).values_list("giver", flat=True))
    for person in people:
        person.family = reader.family
    return [_relative(reader, one, today, now, covers.get(one.pk), one.pk in givers) for one in people]


def _relative(
    reader: Person, person: Person, today: date, now: datetime, cover: Enrolment | None, lets_act: bool
) -> Relative:
    is_parent, is_adult = reader.relation in PARENTS, person.is_adult_on(today)
    may_invite = may_be_invited(reader, person, now)
    live = [code for code in person.activation_codes.all() if code.used_at is None and code.revoked_at is None]
    invited_at = live[0].created_at if may_invite and live and live[0].expires_at > now else None
    return Relative(
        person=person,
        is_reader=person.pk == reader.pk,
        cover=_cover(cover),
        account=_account(person, is_adult, bool(invited_at)),
        sees=_sees(reader, person, is_adult, lets_act),
        may_invite=may_invite,
        invited_at=invited_at,
        of_age_on=person.of_age_on if is_parent and not is_adult else None,
    )


def _cover(cover: Enrolment | None) -> str:
    if cover is None:
        return _("Not covered today")
    if cover.until_on is None:
        return _("Covered until further notice")
    return _("Covered until %(day)s") % {"day": long_date(cover.until_on)}


def _account(person: Person, is_adult: bool, is_invited: bool) -> tuple[str, str, str]:
    if person.user_id:
        return "open", _("Has an account"), "success"
    if is_invited:
        return "invited", _("Invited"), "info"
    return "none", _("No account yet") if is_adult else _("Child"), "neutral"


def _sees(reader: Person, person: Person, is_adult: bool, lets_act: bool) -> str:
    """What the reader sees of her, and why."""
    told = {"name": person.given_name, "day": long_date(person.of_age_on)}
    words = _("You see nothing of %(name)s's claims and care: they are private.")
    if person.pk == reader.pk and is_adult:
        words = _(
            "You see everything about yourself. Nobody else of your family does, unless you let somebody act for you."
        )
    elif person.pk == reader.pk:
        words = _("You and your parents see everything about you, until you come of age on %(day)s.")
    elif not is_adult and reader.relation in PARENTS:
        words = _(
            "You see and send everything for %(name)s, as a parent, until %(name)s comes of age on %(day)s. From that "
            "day on you see nothing more of it."
        )
    elif lets_act:
        words = _("You see what %(name)s lets you act for; it stands below.")
    elif reader.relation == Person.Relation.PARTICIPANT:
        words = _(
            "Adults keep their care to themselves. You see only what was paid to your account for %(name)s: the day "
            "and the amount."
        )
    return words % told


def permissions_of(reader: Person, now: datetime) -> list[Given]:
    """Permissions she gave or holds that nobody ended: those that wait for her first."""
    today = own_day(reader, now)
    rows = FamilyPermission.objects.standing().founded(today).select_related("giver", "helper")
    mine = [*rows.filter(giver=reader), *rows.filter(helper=reader)]
    found = [
        Given(
            permission=one,
            other=one.helper if one.giver_id == reader.pk else one.giver,
            is_mine=one.giver_id == reader.pk,
            waits=one.accepted_at is None,
            purposes=one.purpose_words,
        )
        for one in mine
    ]
    return sorted(found, key=lambda given: (given.is_mine or not given.waits, given.permission.given_at))


def former(reader: Person, most: int = 20) -> list[FamilyPermission]:
    """Those she gave that are over, the latest first."""
    ended = FamilyPermission.objects.filter(giver=reader, ended_at__isnull=False).select_related("helper")
    return list(ended.order_by("-ended_at")[:most])
