"""Expenses and documents that were sent before: the very same are refused, similar ones are shown side by side.

Only claims for the same patient count: one invoice may be for two children, and nobody learns here what another adult
of her family sent.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from claims.drafts import DraftRefused
from claims.models import Claim, ClaimDocument, ClaimLine, SettlementLine
from portal.entitlements.search import split

# What counts as similar: the same care of the same patient, at most so many days and so much of the amount apart.
NEAR_DAYS = 3
NEAR_SHARE = Decimal("0.05")


class SentBefore(DraftRefused):
    """Something of the draft was sent with the claim `first`, which is for the same patient."""

    first: Claim


class ExpenseSentBefore(SentBefore):
    """The expense at `position` has patient, provider, day, care, amount and currency of one that was sent."""

    def __init__(self, position: int, first: Claim) -> None:
        self.first = first
        if first.origin == Claim.Origin.PROVIDER:
            words = _(
                "Expense %(position)s was already sent to us by the hospital or doctor (claim %(number)s): we pay them "
                "directly, and you owe them your part only. If it is another bill, change what differs, or write to us."
            )
            super().__init__(words % {"position": position, "number": first.number})
            return
        super().__init__(
            _(
                "Expense %(position)s was already sent with claim %(number)s: same patient, provider, date, kind of "
                "care and amount. If it is another bill, change what differs, or write to us."
            )
            % {"position": position, "number": first.number}
        )


class DocumentsSentBefore(SentBefore):
    """Every document of the draft was sent before: there is no new bill in it."""

    def __init__(self, first: Claim) -> None:
        self.first = first
        if first.origin == Claim.Origin.PROVIDER:
            words = _(
                "The hospital or doctor sent us these documents already (claim %(number)s): we pay them directly, and "
                "you owe them your part only. If this is another bill, add it, or write to us."
            )
            super().__init__(words % {"number": first.number})
            return
        super().__init__(
            _(
                "The documents of this claim were already sent with claim %(number)s. Add the invoice that you have "
                "not sent yet, or write to us."
            )
            % {"number": first.number}
        )


@dataclass(frozen=True)
class Twin:
    """An expense and a similar one of the same patient, sent before or a line above in the same claim."""

    line: ClaimLine
    other: ClaimLine

    @property
    def is_of_same_claim(self) -> bool:
        return self.line.claim_id == self.other.claim_id


def refusals(claim: Claim) -> list[SentBefore]:
    """Why a draft may not be sent, expense by expense; empty when nothing was sent before. At most three queries."""
    lines = list(claim.lines.all())
    found: list[SentBefore] = []
    for line, others in _beside(claim.patient_id, lines):
        first = next((other for other in others if is_same(line, other)), None)
        if first:
            found.append(ExpenseSentBefore(line.position, first.claim))
    if found:
        return found
    first_claim = _first_with_all_documents(claim)
    return [DocumentsSentBefore(first_claim)] if first_claim else []


def twins(claim: Claim, lines: Iterable[ClaimLine]) -> Mapping[UUID, list[Twin]]:
    """Similar expenses by the line of the draft they resemble, the very same left out. One query."""
    found: dict[UUID, list[Twin]] = defaultdict(list)
    lines = list(lines)
    for line, others in _beside(claim.patient_id, lines):
        above = [one for one in lines if one.position < line.position]
        similar = [other for other in others if is_near(line, other) and not is_same(line, other)]
        found[line.pk] = [Twin(line, other) for other in (*similar, *(one for one in above if is_near(line, one)))]
    return found


def is_same(line: ClaimLine, other: ClaimLine) -> bool:
    """Whether both are the same expense of one patient."""
    return _exactly(line) == _exactly(other) and _is_provider(line, other)


def is_near(line: ClaimLine, other: ClaimLine) -> bool:
    """Whether both may be the same expense of one patient."""
    return line.benefit == other.benefit and is_near_bill(line, other)


def is_near_bill(line: ClaimLine, other: ClaimLine) -> bool:
    """Whether currency, day and amount are near, whatever the care was called."""
    apart, larger = abs(line.charged - other.charged), max(line.charged, other.charged)
    return (
        line.currency == other.currency
        and abs((line.service_on - other.service_on).days) <= NEAR_DAYS
        and apart <= larger * NEAR_SHARE
    )


def _exactly(line: ClaimLine) -> tuple[object, ...]:
    return line.benefit, line.service_on, line.charged.normalize(), line.currency


def _is_provider(line: ClaimLine, other: ClaimLine) -> bool:
    """By our list, or by name: capitals, accents, points and spaces do not make another provider."""
    if line.provider_id and line.provider_id == other.provider_id:
        return True
    return split(line.provider_name) == split(other.provider_name)


def _beside(patient: UUID, lines: list[ClaimLine]) -> Iterator[tuple[ClaimLine, list[ClaimLine]]]:
    """Each line with the patient's sent ones of the same care in other claims, days around it. One query."""
    if not lines:
        return
    margin = timedelta(days=NEAR_DAYS)
    days = [line.service_on for line in lines]
    sent = ClaimLine.objects.filter(claim__patient=patient).exclude(claim__state=Claim.State.DRAFT)
    sent = sent.filter(benefit__in={line.benefit for line in lines}).exclude(
        claim__in={line.claim_id for line in lines}
    )
    # What was refused for a missing prescription, say, may come again with the prescription.
    sent = sent.exclude(Exists(SettlementLine.objects.refused().filter(line=OuterRef("pk"))))
    # Around each day and not between the first and the last: a claim may hold expenses of a whole year.
    around = {day + timedelta(days=apart) for day in days for apart in range(-margin.days, margin.days + 1)}
    others = list(
        sent.filter(service_on__in=around).select_related("claim").order_by("claim__submitted_at", "position")
    )
    for line in lines:
        yield line, [other for other in others if other.benefit == line.benefit]


def _first_with_all_documents(claim: Claim) -> Claim | None:
    """The first claim for the patient that brought one of the documents, when all of them were sent before.

    A prescription may come again with each purchase: so one new document is enough.
    """
    mine = set(claim.documents.values_list("stored__sha256", flat=True))
    found = _sent_with(claim, mine)
    return next(iter(found.values())) if found and found.keys() == mine else None


def _sent_with(claim: Claim, hashes: set[str]) -> dict[str, Claim]:
    """The first other claim for the patient that brought each of these files, by hash, the earliest claim first."""
    before = ClaimDocument.objects.filter(claim__patient=claim.patient_id, stored__sha256__in=hashes)
    before = before.exclude(claim__state=Claim.State.DRAFT).exclude(claim=claim).select_related("claim", "stored")
    before = before.exclude(Exists(SettlementLine.objects.refused().filter(line__claim=OuterRef("claim"))))
    found: dict[str, Claim] = {}
    for one in before.order_by("claim__submitted_at", "position"):
        found.setdefault(one.stored.sha256, one.claim)
    return found


@dataclass(frozen=True)
class Known:
    """A document of a draft that is here already: sent with `claim`, or as document `position` of the same draft."""

    claim: Claim | None
    position: int = 0


def known_documents(claim: Claim, documents: Iterable[ClaimDocument]) -> dict[UUID, Known]:
    """The very same files, by document of the draft, told where the member meets them first. One query."""
    by_hash: dict[str, list[ClaimDocument]] = defaultdict(list)
    for document in documents:
        by_hash[document.stored.sha256].append(document)
    sent = _sent_with(claim, set(by_hash)) if by_hash else {}
    found: dict[UUID, Known] = {}
    for digest, same in by_hash.items():
        first, *again = sorted(same, key=lambda one: one.position)
        found |= {one.pk: Known(None, first.position) for one in again}
        if digest in sent:
            found |= {one.pk: Known(sent[digest]) for one in same}
    return found
