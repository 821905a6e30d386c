"""What colleagues of the demo did at the desk: corrected, released, signed, asked. Each by the real verb."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from claims.asking import ask
from claims.corrections import correct_line
from claims.demo.reading import table
from claims.models import Claim, Correction, DocumentRequest, Signature
from claims.release import release
from portal.members.models import User


@dataclass(frozen=True)
class Deed:
    """One row of the table, to be done at a moment; `is_done` when an earlier loading did it."""

    row: dict[str, Any]
    is_done: Callable[[Claim, dict[str, Any]], bool]
    do: Callable[[Claim, dict[str, Any], User, datetime], object]

    def __call__(self, claim: Claim, at: datetime) -> None:
        """Do it, unless it was done or the claim never came to a person."""
        if claim.state == Claim.State.IN_REVIEW and not self.is_done(claim, self.row):
            self.do(claim, self.row, User.objects.get(reference=self.row["by"]), at)


def deeds() -> Iterable[Deed]:
    """Everything of the table."""
    acts = {"corrected": (_was_corrected, _correct), "released": (_was_signed, _release), "asked": (_was_asked, _ask)}
    for name, (is_done, do) in acts.items():
        yield from (Deed(row, is_done, do) for row in table("desk")[name])


def _was_corrected(claim: Claim, row: dict[str, Any]) -> bool:
    return Correction.objects.filter(line__claim=claim).exists()


def _correct(claim: Claim, row: dict[str, Any], by: User, at: datetime) -> None:
    changes = {field: Decimal(text) for field, text in row["changes"].items()}
    told = {name: row[name] for name in ("why", "reason", "words")}
    correct_line(line_id=claim.lines.get(position=1).pk, changes=changes, **told, by=by, now=at)


def _was_signed(claim: Claim, row: dict[str, Any]) -> bool:
    return Signature.objects.filter(decision__claim=claim, by__reference=row["by"]).exists()


def _release(claim: Claim, row: dict[str, Any], by: User, at: datetime) -> None:
    release(claim_id=claim.pk, seen=claim.decisions.order_by("-sequence")[0].pk, by=by, now=at)


def _was_asked(claim: Claim, row: dict[str, Any]) -> bool:
    return DocumentRequest.objects.filter(claim=claim, template=row["template"]).exists()


def _ask(claim: Claim, row: dict[str, Any], by: User, at: datetime) -> None:
    ask(claim_id=claim.pk, template=row["template"], words=row["words"], by=by, now=at)
