"""The course of a drill, inside a portal of its own: claims go out, faults happen, and all has to come to rest."""

import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import cycle
from typing import Any, TypeVar

from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from django.utils import timezone

from claims.bench_people import drafted, load_figures, members
from claims.drill_house import House
from claims.intake import submit_claim
from claims.models import Claim
from portal.work.models import Job

BETWEEN_FAULTS = 2.0
REST_WITHIN = 900
Made = TypeVar("Made")


def drilled(count: int, families: int, *, workers: int, faults: int) -> dict[str, Any]:
    """Send `count` claims while faults happen, and wait until nothing is left to do; how it went."""
    load_figures()
    people = members(families)
    ready = [drafted(people[number % families]) for number in range(count)]
    with House(workers) as house:
        course = _Course(house, faults)
        for number, claim in enumerate(ready):
            course.go_on()
            surely(partial(send, claim))
            if number % 10 == 0:  # an unclear answer: the member sends once more
                surely(partial(send, claim))
        sent = time.monotonic()
        rested = course.to_the_end()
        return {
            "faults": dict(course.happened),
            "seconds_of_sending": round(sent - course.began, 1),
            "seconds_in_all": round(rested - course.began, 1),
            "workers": f"{workers} of two processes",
            "families": families,
        }


def send(claim: Claim) -> None:
    """Send a draft, as often as asked."""
    submit_claim(claim_id=claim.pk, checked=claim.changed_at, by=claim.created_by, now=timezone.now())


def surely(act: Callable[[], Made]) -> Made:
    """Do it, again whenever the database was cut off on the way."""
    while True:
        try:
            return act()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(0.1)


class _Course:
    """Faults one after the other, some seconds apart."""

    def __init__(self, house: House, faults: int) -> None:
        self.house, self.left = house, faults
        self.faults = cycle(
            [house.kill_a_worker, house.cut_the_database, house.empty_redis, house.kill_a_worker, house.restart_redis]
        )
        self.happened: Counter[str] = Counter()
        self.began = self.last = time.monotonic()

    def go_on(self) -> None:
        """The next fault if it is time for one."""
        if self.left and time.monotonic() - self.last > BETWEEN_FAULTS:
            fault = next(self.faults)
            fault()
            self.happened[fault.__name__] += 1
            self.left -= 1
            self.last = time.monotonic()

    def to_the_end(self) -> float:
        """All faults, then until no job waits; the moment of it. A job that never ends is counted, not waited for."""
        given_up = time.monotonic() + REST_WITHIN
        while time.monotonic() < given_up:
            self.go_on()
            if not self.left and not surely(Job.objects.filter(state=Job.State.WAITING).exists):
                break
            time.sleep(0.2)
        return time.monotonic()
