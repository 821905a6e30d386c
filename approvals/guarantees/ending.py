"""How guarantees end: replaced, revoked with reasons, expired by the clock, used by an invoice."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from approvals.guarantees import refusals
from approvals.guarantees.models import Guarantee
from approvals.requests import today_of
from portal.entitlements.locking import locked_families
from portal.entitlements.reservations import release
from portal.members.audit import record
from portal.members.models import Person, User
from portal.work.jobs import enqueue

State = Guarantee.State
TELL = "guarantees.tell_end"


def locked(guarantee_id: UUID) -> Guarantee:
    """The guarantee, locked, its family before it. In the caller's transaction."""
    family = Guarantee.objects.values_list("person__family", flat=True).get(pk=guarantee_id)
    locked_families([family])
    known = Guarantee.objects.select_related("person__family", "request")
    return known.select_for_update(of=("self",)).get(pk=guarantee_id)


def end(
    guarantee: Guarantee,
    state: Guarantee.State,
    *,
    by: User | None,
    now: datetime,
    why: str = "",
    request: HttpRequest | None = None,
) -> None:
    """End a locked guarantee and free what it had reserved."""
    guarantee.state, guarantee.ended_at, guarantee.ended_why = state, now, why
    guarantee.save(update_fields=["state", "ended_at", "ended_why"])
    release(family=guarantee.person.family, guarantee=guarantee.pk, now=now)
    record(act=f"guarantee.{state}", by=by, about=guarantee, now=now, request=request)


@transaction.atomic
def revoke(
    *, guarantee_id: UUID, reasons: str, by: User, now: datetime, request: HttpRequest | None = None
) -> Guarantee:
    """Take it back; member and provider are told. A proposal that nobody signed is taken back the same way.

    Raises MayNotIssue, OwnFamily, NotHolding, ReasonsMissing.
    """
    guarantee = locked(guarantee_id)
    if not by.has_perm("guarantees.issue_guarantee"):
        raise refusals.MayNotIssue
    if Person.objects.filter(user=by, family=guarantee.person.family_id).exists():
        raise refusals.OwnFamily
    if guarantee.state not in Guarantee.LIVE:
        raise refusals.NotHolding
    if not reasons.strip():
        raise refusals.ReasonsMissing
    held = guarantee.holds
    end(guarantee, State.REVOKED, by=by, now=now, why=reasons.strip(), request=request)
    if held:
        enqueue(kind=TELL, key=guarantee.pk, now=now)
    return guarantee


@transaction.atomic
def expire(*, guarantee_id: UUID, now: datetime) -> bool:
    """End it when its last day is over where the family lives; False when there is nothing to do."""
    guarantee = locked(guarantee_id)
    if not guarantee.holds or not guarantee.is_over(today_of(guarantee.person, now)):
        return False
    end(guarantee, State.EXPIRED, by=None, now=now)
    enqueue(kind=TELL, key=guarantee.pk, now=now)
    return True


def expire_all(*, now: datetime) -> int:
    """Every guarantee whose last day is over, should the work list have missed one; how many ended."""
    late = Guarantee.objects.issued().filter(valid_until__lt=now.date()).values_list("pk", flat=True)
    return sum(expire(guarantee_id=key, now=now) for key in list(late))


@transaction.atomic
def use_guarantee(*, guarantee_id: UUID, by: User | None, now: datetime) -> Guarantee:
    """The provider's last invoice is settled: nothing more is promised. In the transaction of that settlement.

    Raises NotHolding.
    """
    guarantee = locked(guarantee_id)
    if not guarantee.holds:
        raise refusals.NotHolding
    end(guarantee, State.USED, by=by, now=now)
    return guarantee
