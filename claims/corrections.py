"""Correcting facts of a line: never a result, and never the member's own entry, which stays as she sent it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.adjudication import settle
from claims.correctable import FACTS, Reviewed, reviewed, text_of
from claims.facts import reviewed_lines
from claims.locking import locked
from claims.models import Claim, ClaimLine, Correction
from claims.queue import NotWithAPerson, ReviewRefused, hold
from claims.routing import Way
from claims.told_corrections import OTHER
from portal.benefits.money import CURRENCIES
from portal.benefits.plans import load_plan
from portal.look.amounts import is_too_small
from portal.members.audit import record
from portal.members.models import User

AMOUNTS = ("charged", "other_insurance", "accepted", "semi_private")


class NothingChanges(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("Nothing of this is different from what we have."))


class WhyMissing(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("Write why, so that others can follow it."), "why")


class WordsForHerMissing(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("Write what the member should read."), "words")


class WrongFact(ReviewRefused):
    """A value that cannot be true; `field` names the fact."""

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message, field)


def correct_line(
    *,
    line_id: UUID,
    changes: Mapping[str, Any],
    why: str,
    reason: str = "",
    words: str = "",
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> list[Correction]:
    """Correct facts of a line (names of `claims.correctable.FACTS`, values or None) and propose a new decision.

    One row a fact keeps before, after, who, when and why. The claim stays with a person until somebody releases it.
    `why` is for colleagues; once it is settled the member reads `reason` (a key of REASONS) and `words`.
    Raises NotWithAPerson, InAnotherHand, WhyMissing, WordsForHerMissing, NothingChanges, WrongFact.
    """
    if not why.strip():
        raise WhyMissing
    if reason == OTHER and not words.strip():
        raise WordsForHerMissing
    with transaction.atomic():
        line = ClaimLine.objects.get(pk=line_id)
        claim = next(iter(locked([line.claim_id])), None)
        if claim is None or claim.state != Claim.State.IN_REVIEW:
            raise NotWithAPerson
        hold(claim_id=claim.pk, by=by, now=now)
        made = corrections(claim, line_id, changes, why=why.strip(), by=by, now=now)
        for correction in made:
            correction.reason, correction.words = reason, words.strip()
        Correction.objects.bulk_create(made)
        fields = ", ".join(correction.field for correction in made)
        record(act="claim.corrected", by=by, about=claim, now=now, request=request, line=line.position, fields=fields)
        settle(claim_id=claim.pk, now=now, by=by, way=Way.HELD)
        return made


def corrections(
    claim: Claim, line_id: UUID, changes: Mapping[str, Any], *, why: str, by: User, now: datetime
) -> list[Correction]:
    """The corrections that these changes ask for, not saved. Raises NothingChanges, WrongFact."""
    seen = next(one for one in reviewed_lines([claim])[claim.pk] if one.line.pk == line_id)
    last = Correction.objects.filter(line=line_id).order_by("-sequence").values_list("sequence", flat=True).first()
    made: list[Correction] = []
    for field in FACTS:
        if field not in changes:
            continue
        before, after = text_of(seen.value(field)), text_of(changes[field])
        if before != after:
            sequence = (last or 0) + len(made) + 1
            facts = {"field": field, "before": before, "after": after, "why": why, "by": by, "at": now}
            made.append(Correction(line_id=line_id, sequence=sequence, **facts))
    if not made:
        raise NothingChanges
    refuse_nonsense(claim, reviewed(seen.line, made), seen)
    return made


def refuse_nonsense(claim: Claim, after: Reviewed, before: Reviewed) -> None:
    """Raises WrongFact for what cannot be so."""
    line, plan = after.line, load_plan(claim.family.plan)
    said = {**before.said, **after.said}
    if line.benefit not in plan.rows:
        raise WrongFact("benefit", _("The plan of this family does not know this kind of care."))
    if line.currency not in CURRENCIES:
        raise WrongFact("currency", _("This is no currency of ISO 4217."))
    if line.quantity is None or line.quantity < 1:
        raise WrongFact("quantity", _("There must be at least one."))
    if not line.charged or line.charged <= 0:
        raise WrongFact("charged", _("The amount must be more than zero."))
    if (line.other_insurance or 0) > line.charged:
        raise WrongFact("other_insurance", _("Another insurance cannot have paid more than the bill."))
    _refuse_days(claim, line)
    for name in AMOUNTS:
        amount = getattr(line, name) if hasattr(line, name) else said.get(name)
        if amount is not None and amount < 0:
            raise WrongFact(name, _("An amount cannot be below zero."))
        if amount and is_too_small(amount, line.currency):
            raise WrongFact(name, _("This currency has no amounts this small."))
    known = plan.exclusions.get(said.get("exclusion") or "")
    if said.get("exclusion") and not (known and known.by_reviewer):
        raise WrongFact("exclusion", _("The plan knows no such exclusion."))


def _refuse_days(claim: Claim, line: ClaimLine) -> None:
    if not line.service_on:
        raise WrongFact("service_on", _("A day is needed."))
    for name in ("service_on", "prescribed_on"):
        day = getattr(line, name)
        if day and day > cast(date, claim.received_on):
            raise WrongFact(name, _("This day is after the claim came."))
