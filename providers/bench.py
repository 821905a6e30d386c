"""How fast a long list is taken in and searched: the inside of `manage.py bench search`, run in a scratch portal."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.members.models import Enrolment, Family, Person, User
from providers.bench_memory import peak_mb
from providers.bench_sizes import sizes
from providers.files import FileReport, import_providers
from providers.models import Listing, Provider, Word
from providers.models.listing import SPREAD
from providers.search import Wish, find
from providers.search_suggestions import suggest
from providers.specialities import SPECIALITIES

PROBES = 200
PAGES = 20
_LETTERS = "abcdefghijklmnoprstuvwz"
_COMMON = ("general_practice", "paediatrics", "dermatology", "cardiology", "dentistry", "pharmacy", "psychology")


def measure_search(providers: int) -> dict[str, Any]:
    """The figure is the 95th percentile of suggestions for a misspelt word, in milliseconds."""
    file = Path(settings.VAR_DIR) / "providers.csv"
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), "invent_providers", str(providers), str(file)]
    subprocess.run(manage, check=True)
    taken = {"first": _import(file), "again_unchanged": _import(file)}
    file.unlink()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # what PostgreSQL does by itself some minutes later
    chance = Random(5)  # noqa: S311 - the same questions each time
    found = _questions(chance)
    return {
        "figure": found["suggestions_misspelt"]["p95"],
        "unit": "ms",
        "size": f"{providers} providers",
        "import": taken,
        "search": found,
        "sizes_mb": sizes(),
    }


def _import(file: Path) -> dict[str, Any]:
    began = time.perf_counter()
    with file.open("rb") as lines, peak_mb() as peak:
        report: FileReport = import_providers(
            file=lines, source="bench", is_complete=True, dry_run=False, by=None, now=timezone.now()
        )
    seconds = time.perf_counter() - began
    told = report.told()
    return {
        "lines": report.lines,
        "seconds": round(seconds, 1),
        "lines_a_second": round(report.lines / seconds),
        "peak_mb": round(peak[0]),
        **{name: told[name] for name in ("added", "changed", "same", "refused")},
    }


def _questions(chance: Random) -> dict[str, Any]:
    words = list(
        Word.objects.filter(word__regex="^[a-z]{6,12}$", providers__gt=0).values_list("word", flat=True)[:20000]
    )
    slips = [(word, _misspelt(word, chance)) for word in chance.sample(sorted(words), min(PROBES, len(words)))]
    places = _places(chance)
    countries = chance.choices(["US", "IN", "CN", "BR", "FR", "KE", "DE", "RU", "EG", "CH"], k=PROBES)
    commons = chance.choices(_COMMON, k=PROBES)
    deep = find(Wish(speciality="general_practice", page=50)).hits[-1].provider
    far = {place: find(Wish(speciality="pharmacy", near=place, page=50)) for place in places[:40]}
    return {
        "suggestions_misspelt": _timed(lambda word: suggest(word[1]), slips) | {"right_word": _right(slips)},
        "speciality_country_direct": _timed(
            lambda pair: find(Wish(speciality=pair[0], country=pair[1], direct=True)),
            list(zip(commons, countries, strict=True)),
        ),
        "nearest_of_speciality_25_km": _timed(
            lambda pair: find(Wish(speciality=pair[0], near=pair[1], within_km=25.0)),
            list(zip(commons, places, strict=False)),
        ),
        "names_of_two_words": _timed(lambda query: find(Wish(query=query)), _two_words(chance)),
        "by_name_page_1": _timed(lambda _one: find(Wish(speciality="general_practice")), range(PROBES)),
        "by_name_page_50": _timed(
            lambda _one: find(Wish(speciality="general_practice", page=51, after=deep)), range(PROBES)
        ),
        "by_distance_page_1": _timed(lambda place: find(Wish(speciality="pharmacy", near=place)), list(far)),
        "by_distance_page_50": _timed(
            lambda place: find(Wish(speciality="pharmacy", near=place, page=51, after=far[place].hits[-1].provider)),
            [place for place, found in far.items() if found.hits],
        ),
        "whole_page": _pages(chance),
    }


def _timed(act: Callable[[Any], object], questions: Iterable[Any]) -> dict[str, Any]:
    """Milliseconds of each question, all in all and in the database alone; asked once before, so that all is warm."""
    whole, inside = [], []
    for question in questions:
        act(question)
        spent: list[float] = []
        with connection.execute_wrapper(_watch(spent)):
            began = time.perf_counter()
            act(question)
            whole.append((time.perf_counter() - began) * 1000)
        inside.append(sum(spent) * 1000)
    # SQLite works in this process, and most of it only when rows are read: no part of it can be told apart.
    apart = _spread("in_database_", inside) if connection.vendor == "postgresql" else {}
    return {**_spread("", whole), **apart, "asked": len(whole)}


def _watch(spent: list[float]) -> Callable[..., Any]:
    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append(time.perf_counter() - began)

    return watch


def _spread(name: str, times: list[float]) -> dict[str, float]:
    if len(times) < 2:
        return {}
    p95 = quantiles(times, n=20, method="inclusive")[-1]
    return {f"{name}p50": round(median(times), 2), f"{name}p95": round(p95, 2)}


def _misspelt(word: str, chance: Random) -> str:
    """With one slip: a letter left out, another, one too many, or two in the wrong order; never the first."""
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice(_LETTERS)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def _right(slips: list[tuple[str, str]]) -> float:
    """The share of misspelt words for which a provider that bears the right one is found on the first page."""
    good = 0
    for word, typed in slips:
        hits = find(Wish(query=typed)).hits
        numbers = Provider.objects.filter(pk__in=[hit.provider for hit in hits]).values_list("number", flat=True)
        rows = Listing.objects.filter(pk__in=[number * SPREAD for number in numbers])
        good += any(word in words.split() for words in rows.values_list("words", flat=True))
    return round(good / max(1, len(slips)), 3)


def _places(chance: Random) -> list[tuple[float, float]]:
    """Where providers are, somewhat aside."""
    some = Provider.objects.filter(latitude__isnull=False).order_by("number")
    last = some.last()
    numbers = [chance.randrange(1, (last.number if last else 1) + 1) for _each in range(PROBES)]
    rows = Provider.objects.filter(number__in=numbers).order_by("number").values_list("latitude", "longitude")
    return [(round(float(latitude or 0), 2), round(float(longitude or 0), 2)) for latitude, longitude in rows]


def _two_words(chance: Random) -> list[str]:
    last = Provider.objects.order_by("-number").values_list("number", flat=True)[0]
    numbers = [chance.randrange(1, last + 1) for _each in range(PROBES)]
    names = Provider.objects.filter(number__in=numbers).order_by("number").values_list("name", flat=True)
    return [" ".join(name.split()[:2]) for name in names]


def _pages(chance: Random) -> dict[str, Any]:
    """The page of results as a member gets it."""
    call_command("collectstatic", verbosity=0, interactive=False)
    family = Family.objects.create(reference="414/90001", duty_station="KE", country="KE")
    person = Person.objects.create(
        family=family,
        relation="participant",
        given_name="B",
        family_name="B",
        born_on=date(1980, 1, 1),
        sex="F",
        number=0,
    )
    Enrolment.objects.create(person=person, from_on=date(2020, 1, 1))
    person.user = User.objects.create_user(person.reference, None)
    person.save()
    client = Client()
    client.force_login(person.user)
    codes = [code for code in SPECIALITIES if code in _COMMON]
    asked = [{"q": chance.choice(("dentist nairobi", "jacarnda hospital", "skin doctor"))} for _page in range(PAGES)]
    asked += [{"speciality": chance.choice(codes), "country": "FR", "direct": "on"} for _page in range(PAGES)]
    return _timed(lambda data: client.get("/providers/", data), asked)
