"""The first family of the demo among themselves: who acts for whom, what stays private, a daughter who is invited."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from claims.confidence import keep_confidential
from claims.demo.story import Event, chapter, form_key, moment, person_of
from claims.models import Claim
from portal.members.family.inviting import invite_relative
from portal.members.family.permissions import accept, end, give
from portal.members.models import FamilyPermission, Person, Purpose, User

WIFE, HUSBAND, DAUGHTER = "414/10001", "414/10001-1", "414/10001-4"
PRIVATE = "talks"  # the claim that the husband keeps to himself
ANSWERED, TAKEN_BACK, MONTHS = timedelta(minutes=40), timedelta(days=46), timedelta(days=180)


@chapter
def among_themselves(now: datetime) -> Iterable[Event]:
    """What is not there yet, each whole or not at all: who tries it and takes something back finds it so later."""
    given = set(FamilyPermission.objects.values_list("giver", flat=True))
    if person_of(WIFE).pk not in given:
        yield Event(moment(now, 196, 10), _let_for_a_while)
    if person_of(HUSBAND).pk not in given:
        yield Event(moment(now, 60, 11), _let_but_for_one)
    # A database from before she was in the table has no such daughter.
    if Person.objects.filter(family__reference=WIFE, number=4, user=None, activation_codes=None).exists():
        yield Event(moment(now, 6, 17), _invite)


@transaction.atomic
def _let_for_a_while(at: datetime) -> None:
    """Before her operation she lets him act for her, and takes it back when she is well."""
    permission = _let(WIFE, HUSBAND, [Purpose.CLAIMS, Purpose.CARE], at)
    end(permission_id=permission.pk, by=_account(WIFE), now=at + TAKEN_BACK)


@transaction.atomic
def _let_but_for_one(at: datetime) -> None:
    """He lets her send and follow his claims for some months, and keeps one of them to himself before."""
    claim = Claim.objects.get(form_key=form_key(PRIVATE))
    keep_confidential(claim_id=claim.pk, is_confidential=True, by=_account(HUSBAND), now=at - ANSWERED)
    _let(HUSBAND, WIFE, [Purpose.CLAIMS], at)


def _let(giver: str, helper: str, purposes: list[Purpose], at: datetime) -> FamilyPermission:
    made = give(
        giver=person_of(giver),
        helper=person_of(helper),
        purposes=purposes,
        until_on=(at + MONTHS).date(),
        by=_account(giver),
        now=at,
    )
    return accept(permission_id=made.pk, by=_account(helper), now=at + ANSWERED)


def _account(reference: str) -> User:
    return User.objects.get(person=person_of(reference))


def _invite(at: datetime) -> None:
    invite_relative(inviter=person_of(WIFE), person=person_of(DAUGHTER), email="", by=_account(WIFE), now=at)
