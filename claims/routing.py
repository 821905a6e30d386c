"""Straight through or to a person: why a decided claim is not settled by itself, by the plan and by the office."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto
from functools import cached_property
from uuid import UUID

from claims.alike import lookalikes
from claims.approved import lines_beyond
from claims.deciding import Decided
from claims.facts import KnownClaim
from claims.models import Claim, ClaimLine, OfficeRules, ReviewReason
from portal.benefits.decision import LineDecision
from portal.benefits.facts import FactsMissing
from portal.benefits.money import ZERO
from portal.benefits.reasons import Outcome, Reason
from portal.entitlements.figures import in_dollars

Code = ReviewReason.Code
ENGINE_S = frozenset({Code.APPROVAL, Code.ROOM_RATE, Code.FIGURE})


class Way(Enum):
    """How a decided claim goes on: by the office's rules, kept with a person, or settled on a person's word."""

    ROUTED = auto()
    HELD = auto()
    RELEASED = auto()


@dataclass(frozen=True)
class Why:
    """One reason for a person, and the positions of the lines it concerns; none: the whole claim."""

    code: ReviewReason.Code
    lines: tuple[int, ...] = ()

    @property
    def is_engine_s(self) -> bool:
        """Whether the engine itself cannot decide; else it has, and the office wants a look."""
        return self.code in ENGINE_S


def waits(reasons: Iterable[Why], way: Way) -> bool:
    """Whether a claim with these reasons is kept. No word of a person settles what the engine leaves open."""
    return way is Way.HELD or any(why.is_engine_s or way is Way.ROUTED for why in reasons)


def engine_s_reasons(facts: KnownClaim, decided: list[Decided]) -> list[Why]:
    """Lines that the engine leaves open, by why."""
    lines: dict[ReviewReason.Code, list[ClaimLine]] = {}
    by_ref = {known.ref: known.line for known in facts.lines}
    for one in decided:
        if one.needs_a_person:
            lines.setdefault(_code(one.answer), []).append(by_ref[one.ref])
    return [why for code, found in lines.items() for why in _about(code, found)]


class Router:
    """The office's rules over some claims as `claims.locking` gives them: at most five queries for any number."""

    def __init__(self, claims: Collection[Claim], *, now: datetime, way: Way = Way.ROUTED) -> None:
        self.claims, self.now, self.way = claims, now, way
        self.rules = OfficeRules.objects.in_force()
        self.lines: list[ClaimLine] = []  # as they are judged

    def reasons(self, facts: KnownClaim, decided: list[Decided]) -> list[Why]:
        """Everything for which a person must look before the claim is settled; empty: straight through."""
        lines = [known.line for known in facts.lines]
        found = engine_s_reasons(facts, decided)
        found += _about(Code.BENEFIT, (line for line in lines if line.benefit in self.rules.benefits))
        found += _about(Code.BEYOND, (known.line for known in lines_beyond(facts)))
        found += _about(Code.CORRECTED, (known.line for known in facts.lines if known.is_corrected))
        if self._paid_in_dollars(facts, decided) > self.rules.straight_through:
            found.append(Why(Code.AMOUNT))
        if self.rules.documents and facts.claim.is_unsure:  # type: ignore[attr-defined]
            found.append(Why(Code.DOCUMENT))
        if self.rules.new_providers:
            found += _about(Code.PROVIDER, (line for line in lines if self._is_new(line)))
        found += _about(Code.DUPLICATE, (line for line in lines if self._is_doubtful(facts.claim.patient_id, line)))
        return found

    def _is_doubtful(self, patient: UUID, line: ClaimLine) -> bool:
        """Whether it may have been claimed before, by its facts or by the picture of its bill."""
        by_facts = self.rules.duplicates and self._was_there(patient, line)
        return by_facts or (self.rules.lookalikes and line.pk in self._pictured_before)

    @cached_property
    def _pictured_before(self) -> set[UUID]:
        pictured = [claim for claim in self.claims if claim.has_picture]  # type: ignore[attr-defined]
        return {pair.line.pk for pair in lookalikes(pictured, self.lines)}

    def _paid_in_dollars(self, facts: KnownClaim, decided: list[Decided]) -> Decimal:
        """What the proposal pays, in dollars; more than any limit when no rate was ever loaded."""
        answers = [one.answer for one in decided if isinstance(one.answer, LineDecision)]
        paid = sum((answer.reimbursed for answer in answers if answer.outcome is Outcome.PAID), ZERO)
        dollars = in_dollars(paid, facts.family.family.currency, self.now.date()) if paid else ZERO
        return Decimal("Infinity") if dollars is None else dollars

    def _is_new(self, line: ClaimLine) -> bool:
        """Whether the provider is neither on our list nor was ever settled with under that name."""
        return line.provider_id is None and line.provider_name not in self._seen_names

    @cached_property
    def _seen_names(self) -> set[str]:
        typed = ClaimLine.objects.filter(claim__in=self.claims, provider__isnull=True).values("provider_name")
        seen = ClaimLine.objects.filter(provider_name__in=typed, claim__state=Claim.State.SETTLED)
        return set(seen.exclude(claim__in=self.claims).values_list("provider_name", flat=True).distinct())

    def _was_there(self, patient: UUID, line: ClaimLine) -> bool:
        """Whether another line, sent by then, has the patient, care, day, amount and currency of this one."""
        return any(other.pk != line.pk for other in self._alike.get(_likeness(patient, line), ()))

    @cached_property
    def _alike(self) -> dict[object, list[ClaimLine]]:
        here = ClaimLine.objects.filter(claim__in=self.claims)
        sent = ClaimLine.objects.exclude(claim__state=Claim.State.DRAFT).select_related("claim")
        found: dict[object, list[ClaimLine]] = {}
        patients, days = here.values("claim__patient"), here.values("service_on")
        for line in sent.filter(claim__patient__in=patients, service_on__in=days):
            found.setdefault(_likeness(line.claim.patient_id, line), []).append(line)
        return found


def _about(code: ReviewReason.Code, lines: Iterable[ClaimLine]) -> list[Why]:
    positions = tuple(line.position for line in lines)
    return [Why(code, positions)] if positions else []


def _code(answer: LineDecision | FactsMissing) -> ReviewReason.Code:
    if isinstance(answer, FactsMissing):
        return Code.FIGURE
    return Code.ROOM_RATE if Reason.SEMI_PRIVATE_UNKNOWN in answer.reasons else Code.APPROVAL


def _likeness(patient: UUID, line: ClaimLine) -> tuple[object, ...]:
    return patient, line.benefit, line.service_on, line.charged.normalize(), line.currency
