"""A hardship case: opened once the family bore enough, examined by two sides, decided only jointly (3.5).

A grant is a fact for the engine, how much more than the overall maximum may be paid. The engine decides the claims
again, each by a settlement that replaces the one before; so notes, payments and the ledger follow as always.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.hardship.figures import beyond_maximum, claims_cut, family_s_year
from claims.hardship.mails import mail_news
from claims.hardship.models import HardshipCase, HardshipPosition
from claims.replacing import StillNeedsAPerson, Why, decide_again
from portal.benefits.money import ZERO, rounded
from portal.entitlements.models import MaximumRaise
from portal.members.audit import record
from portal.members.models import Family, Person, User
from portal.vault.numbers import fresh_number

Side, State = HardshipPosition.Side, HardshipCase.State
PERMISSIONS = {Side.ADMINISTRATOR: "hardship.decide_for_administrator", Side.CLIENT: "hardship.decide_for_client"}


class HardshipRefused(Exception):
    """Something that cannot be done now; `message` is fit for the page, `field` names what is wrong."""

    def __init__(self, message: Any, field: str = "") -> None:
        super().__init__(str(message))
        self.message, self.field = message, field


class NotBorneEnough(HardshipRefused):
    """The family's own part has not passed the stop-loss limit, or the figure that sets it is not loaded."""


class NothingAbove(HardshipRefused):
    def __init__(self) -> None:
        super().__init__(_("Nothing of this year was cut by the overall maximum."))


class WordsMissing(HardshipRefused):
    def __init__(self) -> None:
        super().__init__(_("Write why."), "words")


class OpenAlready(HardshipRefused):
    """There is an open case of that year: `case`."""

    def __init__(self, case: HardshipCase) -> None:
        super().__init__(_("This case is being examined already."))
        self.case = case


class MayNot(HardshipRefused):
    def __init__(self) -> None:
        super().__init__(_("Your role does not speak for this side."))


class BothSides(HardshipRefused):
    def __init__(self) -> None:
        super().__init__(_("You have spoken for the other side. Each side is another person."))


class Decided(HardshipRefused):
    def __init__(self) -> None:
        super().__init__(_("This case is decided."))


@transaction.atomic
def open_case(
    *, person: Person, year: int, words: str, by: User, now: datetime, request: HttpRequest | None = None
) -> HardshipCase:
    """Open the case of a person's year. Raises WordsMissing, NotBorneEnough, NothingAbove, OpenAlready."""
    if not words.strip():
        raise WordsMissing
    family = Family.objects.select_for_update(of=("self",), no_key=True).get(pk=person.family_id)
    if known := HardshipCase.objects.filter(person=person, year=year, state=State.OPEN).first():
        raise OpenAlready(known)
    decision = family_s_year(family, year)
    if decision is None or decision.limit is None:
        raise NotBorneEnough(_("The figure that sets your family's limit is not known to us yet. Please write to us."))
    if decision.out_of_pocket <= decision.limit:
        # Without amounts: what the family bore is not for each of its adults to read.
        raise NotBorneEnough(_("A case can be opened once the family's own part has passed the stop-loss limit."))
    if not (beyond := beyond_maximum(person, year)):
        raise NothingAbove
    case = HardshipCase.objects.create(
        number=fresh_number("H"),
        person=person,
        year=year,
        opened_by=by,
        opened_at=now,
        words=words.strip(),
        currency=family.currency,
        borne=decision.out_of_pocket,
        limit=decision.limit,
        beyond=beyond,
    )
    record(act="hardship.opened", by=by, about=case, now=now, request=request, year=year)
    return case


@transaction.atomic
def take_position(
    *,
    case_id: UUID,
    side: HardshipPosition.Side,
    amount: Decimal,
    words: str,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> HardshipCase:
    """Say for one side how much above the maximum may be paid (0: nothing). The last word of each side counts.

    When both say the same, the case is decided: granted and paid, or not. While they differ, it stays open.
    Raises Decided, MayNot, BothSides, WordsMissing.
    """
    case = _in_hand(case_id, side, by)
    if not words.strip():
        raise WordsMissing
    HardshipPosition.objects.create(
        case=case,
        side=side,
        sequence=case.positions.count() + 1,
        amount=rounded(amount, case.currency),
        words=words.strip(),
        by=by,
        at=now,
    )
    record(act="hardship.position_taken", by=by, about=case, now=now, request=request, side=side.value)
    said = latest(case)
    if len(said) == len(Side) and len({one.amount for one in said.values()}) == 1:
        _decide(case, said[side], by=by, now=now, request=request)
    return case


def _in_hand(case_id: UUID, side: HardshipPosition.Side, by: User) -> HardshipCase:
    """The open case, locked. Raises Decided, MayNot, BothSides."""
    found = HardshipCase.objects.select_related("person").get(pk=case_id)
    # The family first, as everybody who decides does.
    Family.objects.select_for_update(of=("self",), no_key=True).get(pk=found.person.family_id)
    case = HardshipCase.objects.select_for_update(of=("self",)).select_related("person__family").get(pk=case_id)
    if case.state != State.OPEN:
        raise Decided
    is_hers = getattr(getattr(by, "person", None), "family_id", None) == case.person.family_id
    if is_hers or not by.has_perm(PERMISSIONS[side]):
        raise MayNot
    if case.positions.exclude(side=side).filter(by=by).exists():
        raise BothSides
    return case


def latest(case: HardshipCase) -> dict[str, HardshipPosition]:
    """The last word of each side that has spoken."""
    return {one.side: one for one in case.positions.order_by("sequence")}


def _decide(
    case: HardshipCase, last: HardshipPosition, *, by: User, now: datetime, request: HttpRequest | None
) -> None:
    case.granted, case.decided_at = last.amount, now
    case.state, case.reasons = State.GRANTED if last.amount else State.REFUSED, last.words
    case.save()
    record(act="hardship.decided", by=by, about=case, now=now, request=request, outcome=case.state)
    if last.amount > ZERO:
        _pay(case, by=by, now=now)
    mail_news(person=case.person, key=uuid5(case.pk, "decided"), now=now)


def _pay(case: HardshipCase, *, by: User, now: datetime) -> None:
    """The raise of her maximum, and the claims it lets the engine decide anew, the oldest first."""
    MaximumRaise.objects.create(
        person=case.person,
        year=case.year,
        amount=case.granted,
        currency=case.currency,
        decision=case.pk,
        granted_at=now,
    )
    for claim in claims_cut(case.person, case.year):
        try:
            decide_again(claim_id=claim.pk, by=by, now=now, why=Why.HARDSHIP)
        except StillNeedsAPerson:
            record(act="hardship.claim_left", by=by, about=claim, now=now)
