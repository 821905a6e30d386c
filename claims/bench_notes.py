"""The notes bench itself, inside a scratch portal: see `claims.bench`.

Each length is measured in a process of its own, so that cold is cold and the peak of memory is that note's.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import pikepdf
from django.conf import settings

from claims.adjudication import settle
from claims.bench_people import NOW, drafted, load_figures, members, sent
from claims.models import Settlement
from claims.notes import printed, rendered, write_note
from claims.routing import Way
from portal.post.papers import html_of
from portal.post.press import assets

# Expenses of the shortest note, the usual one, one of ten pages, one told in short, one longer than any that was sent.
LENGTHS = {f"{count} expenses": count for count in (1, 3, 30, 40, 200)}
USUAL, WORKERS = "3 expenses", 2
# What a child is told to do: measure one note, or write several.
MEASURE, WRITE = "measure", "write"


def measure_notes(count: int, *, most: int = 200) -> dict[str, Any]:
    """Notes of every length up to `most` expenses, and how many two processes write in a minute."""
    load_figures()
    (person,) = members(1)
    settlements = {name: _settled(drafted(person, lines)) for name, lines in LENGTHS.items() if lines <= most}
    found = {name: _child(MEASURE, [one.pk], count if LENGTHS[name] < 10 else 3) for name, one in settlements.items()}
    usual = found[USUAL]
    return {
        "figure": usual["warm_milliseconds_p50"],
        "unit": "milliseconds a note, warm (p50)",
        "size": f"{count} notes of {USUAL}",
        **usual,
        "notes_a_minute_with_two_processes": _a_minute([_settled(drafted(person, 3)).pk for _note in range(count)]),
        "by_length": found,
    }


def inside_child(task: str, keys: Sequence[UUID], count: int) -> dict[str, Any]:
    """What a child does and tells."""
    return _measured(keys[0], count) if task == MEASURE else _written(keys)


def _settled(claim: Any) -> Settlement:
    sent([claim])
    settle(claim_id=claim.pk, now=NOW, way=Way.RELEASED)  # whatever the office would look at
    found: Settlement = claim.settlements.get()
    return found


def _command(task: str, keys: Sequence[UUID], count: int) -> list[str]:
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", "notes"]
    return [*manage, "--inside", "--task", task, "--notes", str(count), "--keys", *map(str, keys)]


def _child(task: str, keys: Sequence[UUID], count: int) -> dict[str, Any]:
    answer = subprocess.run(_command(task, keys, count), check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(answer)
    return {name: value for name, value in found.items() if name not in {"bench", "machine"}}


def _a_minute(keys: list[UUID]) -> float:
    """Notes written, stored and put in the outbox by two warm processes at once."""
    parts = [keys[number::WORKERS] for number in range(WORKERS)]
    children = [subprocess.Popen(_command(WRITE, part, 0), stdout=subprocess.PIPE, text=True) for part in parts if part]
    told = [json.loads(child.communicate()[0]) for child in children]
    seconds = max(one["ended"] for one in told) - min(one["began"] for one in told)
    return round(len(keys) / seconds * 60, 1)


def _written(keys: Sequence[UUID]) -> dict[str, float]:
    first = Settlement.objects.select_related("decision").get(pk=keys[0])
    rendered(first)  # warm
    began = time.time()
    for key in keys:
        write_note(settlement_id=key, now=NOW)
    return {"began": began, "ended": time.time()}


def _measured(key: UUID, count: int) -> dict[str, Any]:
    """One note cold, then `count` warm, each beside the same page set by WeasyPrint alone; the peak of memory."""
    cold, size, pages = _timed(key)
    peak = _peak_megabytes()
    html = _html(key)
    ours, bare = [], []
    for _note in range(max(count, 2)):
        ours.append(_timed(key)[0])
        bare.append(_bare(html))
    return {
        "cold_milliseconds": round(cold, 1),
        "warm_milliseconds_p50": round(median(ours), 1),
        "warm_milliseconds_p95": round(quantiles(ours, n=20, method="inclusive")[-1], 1),
        "times_bare_weasyprint": round(median(ours) / median(bare), 2),
        "peak_megabytes": peak,
        "pages": pages,
        "bytes": size,
    }


def _timed(key: UUID) -> tuple[float, int, int]:
    """Milliseconds from the stored settlement to the paper, its bytes and pages."""
    settlement = Settlement.objects.select_related("decision").get(pk=key)
    began = time.perf_counter()
    _title, content = rendered(settlement)
    return (time.perf_counter() - began) * 1000, len(content), _pages(content)


def _pages(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def _html(key: UUID) -> str:
    settlement = Settlement.objects.select_related("decision").get(pk=key)
    template, context = "claims/papers/settlement_note.html", printed(settlement)
    return html_of(template=template, context=context, language="en", title="Settlement note")


@cache
def _bare_press() -> dict[str, Any]:
    """Fonts and style sheet of WeasyPrint alone, parsed once."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    style = weasyprint.CSS(filename=assets() / "paper.css", font_config=fonts)
    return {"font_config": fonts, "stylesheets": [style]}


def _bare(html: str) -> float:
    """Milliseconds WeasyPrint alone needs for the same page, tagged."""
    import weasyprint

    kept = _bare_press()
    began = time.perf_counter()
    weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, **kept)
    return (time.perf_counter() - began) * 1000


def _peak_megabytes() -> int:
    """The most this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
