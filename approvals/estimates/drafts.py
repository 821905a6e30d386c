"""What a provider has typed so far, right or wrong: kept with the link, so that a lost line costs nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from approvals.estimates import refusals
from approvals.estimates.links import living
from approvals.estimates.models import CostEstimate, EstimateDocument
from portal.attachments.custody import Custody
from portal.members.audit import record
from portal.members.models import User

LONGEST = 4000
MOST_LINES = 40
Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """The fields above the lines, and those of each line, as typed."""

    head: Typed = field(default_factory=dict)
    lines: Sequence[Typed] = ()

    def with_line(self) -> "Said":
        """One empty line more, up to the most."""
        return Said(self.head, [*self.lines, {}][:MOST_LINES])

    def without_line(self, place: int) -> "Said":
        """The same without the line at that place, counted from 0."""
        return Said(self.head, [line for at, line in enumerate(self.lines) if at != place])


def said_of(estimate: CostEstimate) -> Said:
    """What stands in the draft."""
    kept: Any = estimate.said or {}
    return Said(kept.get("head", {}), kept.get("lines", []))


@transaction.atomic
def write_draft(*, estimate_id: UUID, said: Said, now: datetime) -> CostEstimate:
    """Keep what was typed, cut to what a form of ours takes. Raises LinkGone."""
    estimate = open_draft(estimate_id, now=now)
    kept: Any = {"head": _cut(said.head), "lines": [_cut(line) for line in said.lines[:MOST_LINES]]}
    if estimate.said != kept:
        estimate.said, estimate.changed_at = kept, now
        estimate.save(update_fields=["said", "changed_at"])
    return estimate


def _cut(typed: Typed) -> dict[str, str]:
    return {name: str(value)[:LONGEST] for name, value in typed.items() if value not in (None, "")}


def open_draft(estimate_id: UUID, *, now: datetime) -> CostEstimate:
    """The draft, locked for the transaction with its link. Raises LinkGone."""
    drafts = CostEstimate.objects.filter(pk=estimate_id, received_at=None)
    link_id = drafts.values_list("link", flat=True).first()
    if link_id is None:
        raise refusals.LinkGone
    living(link_id, now=now)  # first: every verb locks the request before what hangs on it
    estimate = drafts.filter(link=link_id).select_for_update(of=("self",)).first()
    if estimate is None:
        raise refusals.LinkGone
    return estimate


def _is_open(estimate: CostEstimate) -> None:
    if estimate.is_received or estimate.link is None or estimate.link.revoked_at or not estimate.request.is_open:
        raise refusals.LinkGone


def _written(act: str, document: EstimateDocument, by: User | None, now: datetime) -> None:
    CostEstimate.objects.filter(pk=document.estimate_id).update(changed_at=now)
    record(act=f"estimatedocument.{act}", by=by, about=document, now=now)


OFFER = Custody(
    model=EstimateDocument,
    parent="estimate",
    may_add=_is_open,
    may_remove=_is_open,
    too_many=refusals.TooManyDocuments,
    added=lambda document, by, now: _written("added", document, by, now),
    removed=lambda document, by, now: _written("removed", document, by, now),
)
