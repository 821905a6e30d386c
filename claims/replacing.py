"""Deciding a settled claim again: a new decision and settlement replace the old ones, which stay readable."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.judging import Judged, judge
from claims.locking import last_decisions, ledgers, locked
from claims.models import Claim, Correction, Decision, Settlement
from claims.settling import LOOK_AGAIN, STOP_LOSS, Sitting
from portal.entitlements.ledger import reverse_usage, standing_entries
from portal.members.audit import entry
from portal.members.models import User


class Why(StrEnum):
    """Why a settled claim was decided again, for the trail."""

    ASKED = "asked"  # a colleague wanted it
    BETTER = "better"  # it came out better for the member by itself
    APPEAL = "appeal"  # facts were corrected on the member's appeal
    HARDSHIP = "hardship"  # a joint decision raised the overall maximum


class NotReplaced(Exception):
    """A settled claim that cannot be decided again; `message` says why."""

    message: Promise


class NotSettled(NotReplaced):
    message = _("Only a settled claim can be decided again.")


class StillNeedsAPerson(NotReplaced):
    message = _("With the facts of today this claim cannot be decided. What was settled stays.")


def decide_again(*, claim_id: UUID, by: User, now: datetime, why: Why = Why.ASKED) -> Decision | None:
    """Decide a settled claim with the facts of today. None when the result is the same: then nothing changes.

    It is judged after everything that is decided, itself left out: what others used stays theirs. A person decides so,
    also where less comes out than before. Raises NotSettled, StillNeedsAPerson.
    """
    with transaction.atomic():
        claim = next(iter(locked([claim_id])), None)
        if claim is None or claim.state != Claim.State.SETTLED:
            raise NotSettled
        old, judged = judged_without_itself(claim)
        if judged.waits:
            raise StillNeedsAPerson
        return None if same_result(judged, old) else replace(claim, old, judged, by=by, now=now, why=why)


def judged_without_itself(claim: Claim, *, tried: Collection[Correction] = ()) -> tuple[Settlement, Judged]:
    """The live settlement of a locked, settled claim, and what would be decided today. Writes nothing.

    `tried` are corrections that nobody has made yet.
    """
    old = claim.settlements.live().select_related("decision").get()
    after = ledgers([claim])
    after[claim.family_id] += standing_entries(old.pk).count()  # they are taken back first
    (judged,) = judge([claim], after=after, without=[old.pk], tried=tried)
    return old, judged


def same_result(judged: Judged, old: Settlement) -> bool:
    """Whether today's decision says what the settled one said."""
    return judged.result == old.decision.result


def replace(claim: Claim, old: Settlement, judged: Judged, *, by: User | None, now: datetime, why: Why) -> Decision:
    """Take back what the old settlement used and store the new one. In the caller's transaction and lock."""
    old.superseded_at = now
    old.save(update_fields=["superseded_at"])
    reverse_usage(settlement=old.pk, family=claim.family, after=ledgers([claim])[claim.family_id], now=now)
    sitting = Sitting(now=now, by=by)
    sequence = last_decisions([claim])[claim.pk].sequence + 1
    decision = sitting.decide(judged, sequence=sequence, replaces=old)
    sitting.trail.append(entry(act="settlement.replaced", by=by, about=old, now=now, why=why.value))
    # What it used before is free again, and what it bore counts no more.
    sitting.jobs += [(STOP_LOSS, claim.family_id), (LOOK_AGAIN, claim.family_id)]
    sitting.store()
    return decision
