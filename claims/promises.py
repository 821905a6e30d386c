"""What is promised and what is measured, side by side: the median and the 90th percentile of the last weeks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from claims.models import Claim, OfficeRules, Review, Settlement, Step
from portal.work.measuring import Measured
from portal.work.measuring import measured as measured_times

WEEKS = 8


@dataclass(frozen=True)
class Promise:
    """One step: the time promised, and the times measured."""

    step: Step
    promised: timedelta
    measured: Measured


def promises(*, now: datetime) -> list[Promise]:
    """All steps. What was measured may be up to an hour old: it is counted once an hour and process."""
    hours = OfficeRules.objects.in_force().promises
    hour = now.replace(minute=0, second=0, microsecond=0)
    return [Promise(step, timedelta(hours=hours[step.value]), measured(step, hour)) for step in Step]


@lru_cache(maxsize=32)
def measured(step: Step, until: datetime) -> Measured:
    """How long a step took us in the weeks before `until`; a member's own days do not count. Three queries."""
    return measured_times(_took(step, until - timedelta(weeks=WEEKS), until + timedelta(hours=1)))


def _took(step: Step, since: datetime, until: datetime) -> QuerySet[Any]:
    match step:
        case Step.DECISION:
            earlier = Settlement.objects.filter(claim=OuterRef("claim"), settled_at__lt=OuterRef("settled_at"))
            firsts = Settlement.objects.filter(~Exists(earlier), settled_at__range=(since, until))
            straight = _between(F("claim__submitted_at"), F("settled_at"))
            # With a person: until it came to her, and what her part took us without the days of the member.
            before = _between(F("claim__submitted_at"), F("claim__review__opened_at"))
            by_hand = _duration(before + F("claim__review__took"))
            return firsts.annotate(took=Coalesce(by_hand, straight))
        case Step.REVIEW:
            return Review.objects.filter(closed_at__range=(since, until), took__isnull=False)
        case Step.NOTE:
            noted = Settlement.objects.filter(settled_at__range=(since, until), note__isnull=False)
            return noted.annotate(took=_between(F("settled_at"), F("note__created_at")))


def _between(first: F, last: F) -> ExpressionWrapper:
    return _duration(last - first)


def _duration(expression: Combinable) -> ExpressionWrapper:
    return ExpressionWrapper(expression, output_field=DurationField())


def promised_at(claim: Claim, step: Step, *, rules: OfficeRules, since: datetime) -> datetime:
    """When a step begun at `since` is promised to be done; a review has its own day, which waits for the member."""
    if step is Step.REVIEW and hasattr(claim, "review"):
        return claim.review.due_at
    return since + timedelta(hours=rules.promises[step.value])
