"""`manage.py bench load`: how long pages take while many members read at once.

A real gunicorn in a scratch portal. Each member signs in, then reads one page after another and thinks between them.
Pages only: styles and scripts are kept by browsers, and a proxy sends them.
"""

import argparse
import http.client
import os
import random
import statistics
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command
from django.urls import reverse

from claims.adjudication import settle
from claims.bench import INSIDE, in_scratch
from claims.bench_people import NOW, drafted, load_figures, members, user_of
from claims.bench_speed import as_sent
from claims.bench_upload import HOST, web
from claims.models import Claim
from claims.routing import Way
from portal.members.models import Person

PASSWORD = "bench with a long password"  # noqa: S105 — of invented members in a scratch portal
THINK_SECONDS = (1.0, 3.0)
RAMP_SECONDS = 10.0
SIGN_IN = "sign-in"
OK = 200


def run(argv: list[str]) -> dict[str, Any]:
    """Milliseconds of pages (p50, p95, p99) and of sign-in, and errors, with so many members at once."""
    parser = argparse.ArgumentParser(prog="bench load")
    parser.add_argument("--members", type=int, default=60, help="members at once (60)")
    parser.add_argument("--seconds", type=int, default=180, help="of reading, after all have signed in (180)")
    parser.add_argument("--workers", type=int, default=4, help="processes of the web server (4)")
    parser.add_argument("--threads", type=int, default=4, help="threads of each (4)")
    parser.add_argument("--claims", type=int, default=6, help="settled claims of each member (6)")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    measure = partial(measured, asked.members, asked.seconds, asked.workers, asked.threads, asked.claims)
    return in_scratch("load", argv, asked.inside, measure)


def measured(count: int, seconds: int, workers: int, threads: int, claims: int) -> dict[str, Any]:
    """What all readers saw after the last of them had signed in."""
    with open(os.devnull, "w") as nowhere:
        for command in (["collectstatic", "--no-input"], ["load_articles"]):
            call_command(*command, stdout=nowhere, verbosity=0)
    load_figures()
    people = members(count)
    pages = [_pages(person, claims) for person in people]
    with web(threads=threads, workers=workers) as (port, _pid):
        readers = [
            Reader(person.reference, port, at, number)
            for number, (person, at) in enumerate(zip(people, pages, strict=True))
        ]
        began = time.monotonic() + RAMP_SECONDS
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(lambda reader: reader.read(began + seconds), readers))
    return _summary(readers, began, seconds, workers, threads)


def _pages(person: Person, claims: int) -> dict[str, str]:
    """A member with a history, and the addresses she reads by name."""
    user = user_of(person)
    user.set_password(PASSWORD)
    user.save()
    for claim in [as_sent(drafted(person, 3, photo=False)) for _each in range(claims)]:
        settle(claim_id=claim.pk, now=NOW, way=Way.RELEASED)
    last = Claim.objects.filter(patient=person).latest("submitted_at")
    settlement = last.settlements.get()
    return {
        "home": reverse("home"),
        "claims": reverse("claims:history"),
        "claim": reverse("claims:status", args=[last.pk]),
        "settlement": reverse("claims:settlement", args=[last.pk, settlement.pk]),
        "my plan": reverse("entitlements:plan"),
        "benefit": reverse("entitlements:benefit", args=["gp_consultation"]),
        "planned care": reverse("approvals:list"),
        "card": reverse("card:cards"),
        "contact": reverse("help:contact"),
        "notifications": reverse("notices:list"),
        "account": reverse("members:account"),
        "article": reverse("encyclopaedia:article", args=["malaria"]),
    }


@dataclass
class Reader:
    """One member in front of her browser. `seen` holds (page, began, seconds, status), began by `time.monotonic`."""

    reference: str
    port: int
    pages: dict[str, str]
    number: int
    cookies: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, float, float, int]] = field(default_factory=list)

    def read(self, until: float) -> None:
        """Sign in within the ramp, then read and think until it is over."""
        chance = random.Random(self.number)  # noqa: S311 — the same walk each time
        time.sleep(chance.uniform(0, RAMP_SECONDS))
        self._sign_in()
        while time.monotonic() < until:
            time.sleep(chance.uniform(*THINK_SECONDS))
            page = chance.choice(list(self.pages))
            self._asked(page, "GET", self.pages[page])

    def _sign_in(self) -> None:
        entrance = reverse("account_login")
        self._asked("entrance", "GET", entrance)
        form = {"login": self.reference, "password": PASSWORD, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        self._asked(SIGN_IN, "POST", entrance, urlencode(form), expected=302)

    def _asked(self, page: str, method: str, address: str, body: str = "", expected: int = OK) -> None:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        line = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            line.request(method, address, body, headers)
            answer = line.getresponse()
            answer.read()
            status = OK if answer.status == expected else answer.status
            for header in answer.headers.get_all("Set-Cookie", []):
                self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
        except OSError:
            status = 0
        finally:
            line.close()
        self.seen.append((page, began, time.monotonic() - began, status))


def _summary(readers: list[Reader], began: float, seconds: int, workers: int, threads: int) -> dict[str, Any]:
    seen = [one for reader in readers for one in reader.seen]
    read = [one for one in seen if one[1] >= began and one[0] != SIGN_IN]
    by_page: dict[str, list[float]] = defaultdict(list)
    for page, _began, took, _status in read:
        by_page[page].append(took)
    every = _percentiles([took for _page, _began, took, _status in read])
    return {
        "figure": every["p95"],
        "unit": "milliseconds, p95 of all pages",
        "size": f"{len(readers)} members, {seconds} s, {workers} processes of {threads} threads",
        "pages_a_second": round(len(read) / seconds, 1),
        "errors": sum(status != OK for _page, _began, _took, status in seen),
        "milliseconds": every,
        "sign_in_milliseconds": _percentiles([took for page, _began, took, _status in seen if page == SIGN_IN]),
        "pages": {page: _percentiles(some) for page, some in sorted(by_page.items())},
    }


def _percentiles(seconds: list[float]) -> dict[str, int]:
    parts = statistics.quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
    return {f"p{at}": round(parts[at - 1] * 1000) for at in (50, 95, 99)}
