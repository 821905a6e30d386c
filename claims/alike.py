"""Bills that may be one and the same in two claims of a family: near amounts and days, and pictures that look alike.

Two signs together, because each alone is weak: two bills of one house look alike, and two visits cost the same. A
person compares them; nobody is told that he is suspected. Unlike `claims.duplicates`, which speaks to the member, this
looks at the whole family, and therefore is for the desk alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import product
from uuid import UUID

from django.db.models import Exists, OuterRef

from claims.duplicates import NEAR_DAYS, NEAR_SHARE, is_near, is_near_bill
from claims.models import Claim, ClaimDocument, ClaimLine, SettlementLine
from portal.vault.likeness import distance

# Of 256 bits; the same sheet photographed again differs in up to so many.
NEARLY = 24
MOST = Decimal("99999999999.999")  # what an amount can be in the database
Documents = dict[UUID, list[ClaimDocument]]


@dataclass(frozen=True)
class Pair:
    """An expense and an earlier one of the family that may be the same, each with the document that tells most."""

    line: ClaimLine
    other: ClaimLine
    document: ClaimDocument | None
    other_document: ClaimDocument | None
    looks_alike: bool

    @property
    def is_same_file(self) -> bool:
        mine, theirs = self.document, self.other_document
        return bool(mine and theirs and mine.stored.sha256 == theirs.stored.sha256)


def lookalikes(claims: Collection[Claim], lines: Iterable[ClaimLine]) -> list[Pair]:
    """Expenses of claims, among `lines`, near an earlier one whose picture looks alike. At most two queries; one when
    nothing is near, none for no claims.
    """
    return [pair for pair in _pairs(claims, lines) if pair.looks_alike]


def near_pairs(claim: Claim) -> list[Pair]:
    """Everything to be compared for one claim: those, and the patient's own similar expenses. At most three queries."""
    pairs = _pairs([claim], claim.lines.all())
    own = [pair for pair in pairs if pair.other.claim.patient_id == claim.patient_id and is_near(pair.line, pair.other)]
    return [pair for pair in pairs if pair.looks_alike or pair in own]


def _pairs(claims: Collection[Claim], lines: Iterable[ClaimLine]) -> list[Pair]:
    near = _near({claim.pk: claim for claim in claims}, lines)
    documents = _documents({one.claim_id for pair in near for one in pair}) if near else {}
    best: dict[tuple[UUID, UUID], tuple[ClaimDocument | None, ClaimDocument | None, bool]] = {}
    found = []
    for line, other in near:
        key = line.claim_id, other.claim_id
        if key not in best:
            best[key] = _most_alike(documents.get(key[0], []), documents.get(key[1], []))
        found.append(Pair(line, other, *best[key]))
    return found


def _near(claims: Mapping[UUID, Claim], among: Iterable[ClaimLine]) -> list[tuple[ClaimLine, ClaimLine]]:
    """Lines of the claims with earlier ones of the family, days around and of nearly the same amount. One query."""
    lines = [line for line in among if line.claim_id in claims]
    if not lines:
        return []
    around = {line.service_on + timedelta(apart) for line in lines for apart in range(-NEAR_DAYS, NEAR_DAYS + 1)}
    amounts = [line.charged for line in lines]
    sent = ClaimLine.objects.filter(claim__family__in={claim.family_id for claim in claims.values()})
    sent = sent.filter(
        service_on__in=around,
        charged__range=(min(amounts) * (1 - 2 * NEAR_SHARE), min(max(amounts) * (1 + 2 * NEAR_SHARE), MOST)),
        currency__in={line.currency for line in lines},
    )
    sent = sent.exclude(claim__state=Claim.State.DRAFT).select_related("claim__patient")
    # What was refused may come again, with what was missing.
    sent = sent.exclude(Exists(SettlementLine.objects.refused().filter(line=OuterRef("pk"))))
    by_family: dict[UUID, list[ClaimLine]] = defaultdict(list)
    for other in sent.order_by("claim__submitted_at", "position"):
        by_family[other.claim.family_id].append(other)
    return [
        (line, other)
        for line in lines
        for other in by_family[claims[line.claim_id].family_id]
        if _is_earlier(other.claim, claims[line.claim_id]) and is_near_bill(line, other)
    ]


def _is_earlier(one: Claim, other: Claim) -> bool:
    if one.pk == other.pk or one.submitted_at is None or other.submitted_at is None:
        return False
    return (one.submitted_at, one.number) < (other.submitted_at, other.number)


def _documents(claims: Iterable[UUID]) -> Documents:
    """The documents of claims. One query."""
    found: Documents = defaultdict(list)
    documents = ClaimDocument.objects.filter(claim__in=set(claims)).select_related("stored")
    for document in documents.order_by("claim_id", "position"):
        found[document.claim_id].append(document)
    return found


def _most_alike(
    mine: list[ClaimDocument], theirs: list[ClaimDocument]
) -> tuple[ClaimDocument | None, ClaimDocument | None, bool]:
    """The two documents nearest to each other, and whether they look alike; without pictures the first of each."""
    seen = [(one, other) for one, other in product(mine, theirs) if one.stored.likeness and other.stored.likeness]
    if not seen:
        return next(iter(mine), None), next(iter(theirs), None), False
    one, other = min(seen, key=lambda pair: distance(pair[0].stored.likeness, pair[1].stored.likeness))
    return one, other, distance(one.stored.likeness, other.stored.likeness) <= NEARLY
