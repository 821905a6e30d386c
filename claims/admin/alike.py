"""Two expenses that may be one, side by side for the desk: facts, documents, a way to the other claim. Reads only."""

from dataclasses import dataclass

from claims.admin.viewing import View
from claims.alike import near_pairs
from claims.models import Claim, ClaimLine

MOST = 6


@dataclass(frozen=True)
class Side:
    """One of the two: its claim, its expense, and what is shown of its document."""

    claim: Claim
    line: ClaimLine
    view: View | None


@dataclass(frozen=True)
class Beside:
    """Two expenses beside each other, and why."""

    here: Side
    there: Side
    looks_alike: bool
    is_same_file: bool


def pairs_beside(claim: Claim) -> list[Beside]:
    """What to compare while a claim is with a person, those that look alike first; at most six. Three queries."""
    if claim.state != Claim.State.IN_REVIEW:
        return []
    pairs = sorted(near_pairs(claim), key=lambda pair: not pair.looks_alike)[:MOST]
    return [
        Beside(
            here=Side(claim, pair.line, View(pair.document) if pair.document else None),
            there=Side(pair.other.claim, pair.other, View(pair.other_document) if pair.other_document else None),
            looks_alike=pair.looks_alike,
            is_same_file=pair.is_same_file,
        )
        for pair in pairs
    ]
