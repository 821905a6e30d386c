"""The course of a drill, inside a portal of its own: claims go out, faults happen, and all has to come to rest."""

import random
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import cycle
from typing import Any

from django.conf import settings
from django.db import connections

from claims.bench_people import load_figures, members
from claims.drill_client import Member, surely
from claims.drill_house import House
from claims.drill_post import PostOffice
from portal.work.models import Job

CLIENTS = 4
TWICE_EVERY = 10
BETWEEN_FAULTS = 2.0
REST_WITHIN = 900


def drilled(count: int, families: int, *, workers: int, faults: int, seed: int) -> tuple[dict[str, Any], list[str]]:
    """Send `count` claims while faults happen, wait until nothing is left to do; how it went, and the mails taken."""
    load_figures()
    people = members(families)
    with PostOffice(settings.EMAIL_PORT) as post, House(workers, post) as house, ThreadPoolExecutor(CLIENTS) as pool:
        senders = [Member.of(person, house.port) for person in people]
        course = Course(house, faults, seed)
        sending = [pool.submit(_claims, senders, range(count)[client::CLIENTS]) for client in range(CLIENTS)]
        sent = course.while_sending(sending)
        healed = course.to_the_last_fault()
        rested = at_rest()
    return {
        "seed": seed,
        "faults": dict(course.happened),
        "fault_count": sum(course.happened.values()),
        "seconds_of_sending": round(sent - course.began, 1),
        "seconds_to_the_last_fault": round(healed - course.began, 1),
        "seconds_from_then_to_rest": round(rested - healed, 1),
        "workers": f"{workers} of two processes",
        "families": families,
    }, post.taken


def _claims(senders: list[Member], numbers: range) -> None:
    """One client after the other sends a claim; some in two tabs at once."""
    try:
        for number in numbers:
            senders[number % len(senders)].claim(twice=number % TWICE_EVERY == 0)
    finally:
        connections.close_all()


def at_rest() -> float:
    """Waits until no job waits; the moment of it. A job that never ends is counted, not waited for."""
    given_up = time.monotonic() + REST_WITHIN
    while time.monotonic() < given_up and surely(Job.objects.filter(state=Job.State.WAITING).exists):
        time.sleep(0.2)
    return time.monotonic()


class Course:
    """Faults one after the other, some seconds apart, in an order that the seed decides; each kind in each round."""

    def __init__(self, house: House, faults: int, seed: int) -> None:
        kinds = house.faults
        # No cryptography: the same drill again must be possible.
        random.Random(seed).shuffle(kinds)  # noqa: S311
        self.faults, self.left = cycle(kinds), faults
        self.happened: Counter[str] = Counter()
        self.began = self.last = time.monotonic()

    def while_sending(self, sending: list[Future[None]]) -> float:
        """Until everything is sent; the moment of it. Raises what a client raised."""
        while not all(client.done() for client in sending):
            self.go_on()
            time.sleep(0.05)
        for client in sending:
            client.result()
        return time.monotonic()

    def to_the_last_fault(self) -> float:
        """The moment of it: all that is broken by then mends itself, or never."""
        while self.left:
            self.go_on()
            time.sleep(0.05)
        return time.monotonic()

    def go_on(self) -> None:
        """The next fault if it is time for one."""
        if self.left and time.monotonic() - self.last > BETWEEN_FAULTS:
            fault = next(self.faults)
            fault()
            self.happened[fault.__name__] += 1
            self.left -= 1
            self.last = time.monotonic()
