"""How long work took: the median and the 90th percentile of many times."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class Measured:
    """How long something took, `count` times: half of them within `median`, nine in ten within `most`."""

    count: int
    median: timedelta | None
    most: timedelta | None


def measured(rows: QuerySet[Any]) -> Measured:
    """Of rows with the field or annotation `took`. Three queries."""
    took = rows.order_by("took")
    count = took.count()
    return Measured(count, _at(took, count, 50), _at(took, count, 90))


def _at(took: QuerySet[Any], count: int, percent: int) -> timedelta | None:
    """The nearest-rank percentile: the smallest time within which that many of a hundred were done."""
    if not count:
        return None
    rank = -(-count * percent // 100) - 1
    found: timedelta = took.values_list("took", flat=True)[rank]
    return found
