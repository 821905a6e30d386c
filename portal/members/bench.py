"""Whether an answer's time tells if a number exists: the inside of `manage.py bench activation`, in a scratch portal.

Known and unknown numbers take turns, so that whatever else the machine does falls on both alike. Unknown numbers
are tried twice: how far those two lie apart is what the machine itself adds, and a gap below that says nothing.
"""

import time
from collections.abc import Callable
from datetime import date
from statistics import median, quantiles
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from portal.members.activation import issue_code
from portal.members.models import Family, Person, Tries, User

BORN = date(1980, 3, 14)
DAY = {"born_on_day": 14, "born_on_month": 3, "born_on_year": 1980}
# Each form, and what is typed into it for a number.
FORMS: dict[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "new code": ("/activate/new-code/", lambda number: {"reference": number, **DAY}),
    "activation": ("/activate/", lambda number: {"reference": number, **DAY, "code": "AAAA-BBBB-CCCC-DDDD"}),
    "new password": ("/accounts/password/reset/", lambda number: {"email": number}),
    "sign-in": ("/accounts/login/", lambda number: {"login": number, "password": "not the password"}),
}


def measure_activation(tries: int) -> dict[str, Any]:
    """The figure is the widest gap between the medians of known and unknown numbers, in per cent of the longer."""
    settings.ALLOWED_HOSTS = ["*"]
    call_command("collectstatic", verbosity=0, interactive=False)
    _people(tries)
    found = {name: _compared(address, typed, tries) for name, (address, typed) in FORMS.items()}
    gaps = {name: one["gap_percent"] for name, one in found.items()}
    return {"figure": max(gaps.values()), "unit": "% between medians", "size": f"{tries} pairs a form", "forms": found}


def _people(count: int) -> None:
    now = timezone.now()
    for number in range(count):
        family = Family.objects.create(reference=f"414/{10000 + number}", duty_station="KE")
        facts = {"relation": "participant", "given_name": "A", "family_name": "B", "born_on": BORN, "sex": "F"}
        person = Person.objects.create(family=family, email=f"a{number}@example.org", **facts)
        issue_code(person=person, by=None, now=now)
        person.user = User.objects.create_user(person.reference, "an olive tree", email=person.email)
        person.save()


def _compared(address: str, typed: Callable[[str], dict[str, Any]], tries: int) -> dict[str, Any]:
    took: dict[str, list[float]] = {"known": [], "unknown": [], "unknown_again": []}
    for number in range(tries):
        order = [("known", 10000), ("unknown", 60000), ("unknown_again", 70000)]
        for which, first in order[number % 3 :] + order[: number % 3]:
            client = Client()
            client.get(address)
            Tries.objects.all().delete()  # or the limits would answer
            began = time.perf_counter()
            client.post(address, typed(f"414/{first + number}"))
            took[which].append((time.perf_counter() - began) * 1000)
    return {
        **{f"{which}_ms": {"p50": round(median(times), 2), "p95": _p95(times)} for which, times in took.items()},
        "gap_percent": _gap(took["known"], took["unknown"]),
        "noise_percent": _gap(took["unknown"], took["unknown_again"]),
    }


def _gap(one: list[float], other: list[float]) -> float:
    first, second = median(one), median(other)
    return round(100 * abs(first - second) / max(first, second), 1)


def _p95(times: list[float]) -> float:
    return round(quantiles(times, n=20)[-1], 2)
