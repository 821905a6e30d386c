"""The gate before the password: which tries count against whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.http import HttpRequest

from portal.members import limits
from portal.members.addresses import source_of
from portal.members.devices import device_knowing
from portal.members.limits import Budget, Limit
from portal.members.models import User

WINDOW = timedelta(minutes=10)
FROM_ONE_ADDRESS = Limit("sign-in address and account", 8, WINDOW)
FROM_MANY = Limit("sign-in account", 20, WINDOW)
# An office of hundreds may share one address, so this one only stops somebody who tries many numbers.
BY_ADDRESS = Limit("sign-in address", 60, WINDOW)
ON_KNOWN_DEVICE = Limit("sign-in known device", 8, WINDOW)


class TooManyTries(Exception):
    """The tries are used up; they come back within WINDOW."""


def budgets_for(request: HttpRequest, reference: str) -> list[Budget]:
    """What a try for that reference is counted on."""
    device = device_knowing(request, User.objects.filter(reference=reference).first())
    if device is not None:
        return [(ON_KNOWN_DEVICE, f"{device} {reference}")]
    address = source_of(request)
    return [(FROM_ONE_ADDRESS, f"{address} {reference}"), (FROM_MANY, reference), (BY_ADDRESS, address)]


@contextmanager
def counted(request: HttpRequest, reference: str, *, now: datetime) -> Iterator[list[Budget]]:
    """Counts a try; call `limits.give_back` on what it yields when the password was right.

    A try that breaks off (an outage) is given back. Raises TooManyTries.
    """
    budgets = budgets_for(request, reference)
    if not limits.spend(budgets, now=now):
        raise TooManyTries
    try:
        yield budgets
    except Exception:
        limits.give_back(budgets)
        raise


def forgive(reference: str) -> None:
    """After a new password was set by its owner: the account's tries start afresh."""
    limits.clear([(FROM_MANY, reference)])
