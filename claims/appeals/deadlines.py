"""Until when: days from the plan, counted from the day a note or a refusal was received."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from claims.models import Claim, OfficeRules, Settlement
from claims.notes import NOTE_KIND
from portal.benefits.plans import load_plan
from portal.benefits.terms import Appeals
from portal.members.days import local_day
from portal.members.models import Family
from portal.post.models import Dispatch

NOTICE_KIND = "appeal-decision"


def rules_of(family: Family) -> Appeals | None:
    """What the plan of the family says about appeals."""
    return load_plan(family.plan).rules.appeals


def today_of(claim: Claim, now: datetime) -> date:
    """The member's own calendar day."""
    return local_day(now, country=claim.family.duty_station)


def received_days(kind: str, keys: Collection[UUID], *, country: str) -> Mapping[UUID, date]:
    """When papers were received, by their key: an e-mail on the day it was taken by the mail server of its reader,
    a letter so many days after it was posted (rules of the office), also one that went because the mail came back.
    What has not left is left out. Two queries.
    """
    found: dict[UUID, date] = {}
    post = timedelta(days=OfficeRules.objects.in_force().letter_days)
    itself, instead = Q(kind=kind, key__in=keys), Q(instead_of__kind=kind, instead_of__key__in=keys)
    left = Dispatch.objects.filter(itself | instead, state=Dispatch.State.SENT).select_related("instead_of")
    for sent in left.only("channel", "sent_at", "key", "instead_of__key"):
        key = sent.instead_of.key if sent.instead_of else sent.key
        if key and sent.sent_at:
            way = post if sent.channel == Dispatch.Channel.LETTER else timedelta(0)
            found[key] = local_day(sent.sent_at, country=country) + way
    return found


def appeal_by(settlement: Settlement) -> date | None:
    """The last day to dispute a settlement; None while its note has not left, or in a plan without appeals."""
    family = settlement.claim.family
    rules = rules_of(family)
    received = received_days(NOTE_KIND, [settlement.pk], country=family.duty_station).get(settlement.pk)
    return received + timedelta(days=rules.days) if rules and received else None


def review_by(appeal_id: UUID, family: Family) -> date | None:
    """The last day to ask for an external review; None while the refusal has not left."""
    rules = rules_of(family)
    received = received_days(NOTICE_KIND, [appeal_id], country=family.duty_station).get(appeal_id)
    return received + timedelta(days=rules.review_days) if rules and received else None
