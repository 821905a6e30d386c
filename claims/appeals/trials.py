"""What an appeal would come to with the facts the desk found: prepared, tried, and nothing of it made yet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from claims.appeals.eyes import refuse_eyes
from claims.appeals.models import Appeal, AppealChange, ExternalReview
from claims.appeals.refusals import NotWaiting
from claims.correctable import value_of
from claims.corrections import NothingChanges, WhyMissing, WordsForHerMissing, corrections
from claims.judging import Judged
from claims.locking import to_judge
from claims.models import Claim, Correction, Settlement
from claims.replacing import judged_without_itself
from claims.told_corrections import OTHER
from portal.benefits.money import ZERO
from portal.members.audit import record
from portal.members.models import User


@dataclass(frozen=True)
class Trial:
    """The settlement that stands, and what would be decided with the prepared corrections. Amounts in its currency."""

    old: Settlement
    judged: Judged
    corrections: list[Correction]

    @cached_property
    def paid(self) -> Decimal:
        """What the plan would pay."""
        return sum((one.reimbursed for one in self.judged.decisions.values()), ZERO)

    @property
    def gain(self) -> Decimal:
        """How much more than before."""
        return self.paid - self.old.reimbursed

    @cached_property
    def seen(self) -> str:
        """A digest of the result, so that what is decided is what was looked at."""
        return sha256(json.dumps(self.judged.result, sort_keys=True).encode()).hexdigest()


def takes_facts(appeal: Appeal) -> bool:
    """Whether facts may be prepared: while it waits, or an expert decided for the member and it is not carried out."""
    if appeal.state == Appeal.State.WAITING:
        return True
    review = ExternalReview.objects.filter(pk=appeal.pk, state=ExternalReview.State.DECIDED, decision=None).first()
    return bool(review and review.favour != ExternalReview.Favour.PLAN)


@transaction.atomic
def prepare(
    *,
    appeal_id: UUID,
    line_id: UUID,
    changes: Mapping[str, Any],
    why: str,
    reason: str = "",
    words: str = "",
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> int:
    """Prepare corrections of a line, in place of those prepared before; the number of facts that differ.

    `why`, `reason` and `words` as in `correct_line`. Facts as they stand take the prepared ones back. Signatures under
    the former result are void. Raises NotWaiting, `MayNotDecide` and its kin, and as `claims.corrections`.
    """
    appeal = (
        Appeal.objects.select_for_update(of=("self",)).select_related("claim__patient", "settlement").get(pk=appeal_id)
    )
    if not takes_facts(appeal):
        raise NotWaiting
    refuse_eyes(appeal, by)
    claim = to_judge().select_related("family").get(pk=appeal.claim_id)
    before = appeal.changes.filter(line=line_id)
    try:
        made = corrections(claim, line_id, changes, why=why.strip(), by=by, now=now)
    except NothingChanges:
        if not before.exists():
            raise
        made = []
    if made and not why.strip():
        raise WhyMissing
    if made and reason == OTHER and not words.strip():
        raise WordsForHerMissing
    told = {"why": why.strip(), "reason": reason, "words": words.strip(), "by": by, "at": now}
    _put(appeal, line_id, made, told)
    fields = ", ".join(one.field for one in made) or "none"
    record(act="appeal.facts_prepared", by=by, about=appeal, now=now, request=request, fields=fields)
    return len(made)


def _put(appeal: Appeal, line_id: UUID, made: list[Correction], told: Mapping[str, Any]) -> None:
    """In place of what was prepared for the line before."""
    appeal.changes.filter(line=line_id).delete()
    AppealChange.objects.bulk_create(
        AppealChange(appeal=appeal, line_id=line_id, field=one.field, after=one.after, **told) for one in made
    )
    forget_signatures(appeal)


def forget_signatures(appeal: Appeal) -> None:
    """What was signed is not what now comes out."""
    appeal.signatures.all().delete()
    appeal.proposed = ""
    appeal.save(update_fields=["proposed"])


def prepared(appeal: Appeal, claim: Claim, *, now: datetime) -> list[Correction]:
    """The corrections to be made, not saved. What was corrected otherwise meanwhile needs none."""
    made: list[Correction] = []
    by_line: dict[UUID, list[AppealChange]] = {}
    for change in appeal.changes.select_related("by"):
        by_line.setdefault(change.line_id, []).append(change)
    for line, changes in by_line.items():
        values = {one.field: value_of(one.field, one.after) for one in changes}
        try:
            found = corrections(claim, line, values, why=changes[0].why, by=changes[0].by, now=now)
        except NothingChanges:
            continue
        for correction in found:
            correction.reason, correction.words = changes[0].reason, changes[0].words
        made += found
    return made


def trial(appeal: Appeal, *, claim: Claim | None = None, now: datetime) -> Trial | None:
    """What would be decided; None while no fact is prepared. Reads and judges, writes nothing.

    `claim` as `claims.locking` gives it; read here when nobody holds it.
    """
    judging = claim or to_judge().select_related("family").get(pk=appeal.claim_id)
    made = prepared(appeal, judging, now=now)
    if not made:
        return None
    old, judged = judged_without_itself(judging, tried=made)
    return Trial(old, judged, made)
