"""How often something may be tried: counted in the database, so that it holds over all processes and restarts.

A try is counted before it is judged and given back when it was right, so that many at once cannot slip through.
The window starts with the first try and ends by itself: nobody is locked out for good.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from portal.members.models import Tries

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` tries in `window`, for each key."""

    name: str
    most: int
    window: timedelta

    def key(self, whose: str) -> str:
        """What is stored for `whose`: a digest, because it is made of numbers and addresses."""
        return salted_hmac("members.tries", f"{self.name}:{whose}", algorithm="sha256").hexdigest()


Budget = tuple[Limit, str]


def spend(budgets: Sequence[Budget], *, now: datetime) -> bool:
    """Counts one try on every budget, or on none and returns False when one of them is used up."""
    limits = {limit.key(whose): limit for limit, whose in budgets}
    rows = [Tries(key=key, count=0, since=now) for key in sorted(limits)]
    with transaction.atomic():
        Tries.objects.bulk_create(rows, ignore_conflicts=True)
        stored = list(Tries.objects.select_for_update().filter(key__in=limits).order_by("key"))
        for row in stored:
            if row.since + limits[row.key].window <= now:
                row.count, row.since = 0, now
        if any(row.count >= limits[row.key].most for row in stored):
            return False
        for row in stored:
            row.count += 1
        Tries.objects.bulk_update(stored, ["count", "since"])
    return True


def is_used_up(budget: Budget, *, now: datetime) -> bool:
    """Whether the next try would be refused; counts nothing."""
    limit, whose = budget
    begun = Tries.objects.filter(key=limit.key(whose), since__gt=now - limit.window)
    return begun.filter(count__gte=limit.most).exists()


def give_back(budgets: Sequence[Budget]) -> None:
    """Takes one counted try back: it was right, or never came to be judged."""
    keys = [limit.key(whose) for limit, whose in budgets]
    Tries.objects.filter(key__in=keys, count__gt=0).update(count=F("count") - 1)


def clear(budgets: Sequence[Budget]) -> None:
    """Forgets all tries on these budgets."""
    Tries.objects.filter(key__in=[limit.key(whose) for limit, whose in budgets]).delete()


def forget_old(now: datetime) -> int:
    """Removes counts whose window ended long ago; the number removed."""
    return Tries.objects.filter(since__lt=now - KEPT).delete()[0]
