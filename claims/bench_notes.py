"""The notes bench itself, inside a scratch portal: see `claims.bench`."""

import time
from statistics import median, quantiles
from typing import Any

from claims.adjudication import settle
from claims.bench_people import NOW, drafted, load_figures, members, sent
from claims.models import Settlement
from claims.notes import rendered

LONG = 40


def measure_notes(count: int) -> dict[str, Any]:
    """The first note of this fresh process, then `count` warm ones of three lines and one of forty."""
    load_figures()
    (person,) = members(1)
    short, long = _settled(drafted(person, 3)), _settled(drafted(person, LONG))
    cold, _size = _timed(short)
    times = sorted(_timed(short)[0] for _note in range(max(count, 2)))
    long_time, long_size = min(_timed(long) for _note in range(3))
    return {
        "figure": round(median(times), 1),
        "unit": "milliseconds a note, warm (p50)",
        "size": f"{len(times)} notes of 3 lines",
        "cold_milliseconds": round(cold, 1),
        "warm_milliseconds_p50": round(median(times), 1),
        "warm_milliseconds_p95": round(quantiles(times, n=20, method="inclusive")[-1], 1),
        "bytes": _timed(short)[1],
        "milliseconds_of_40_lines": round(long_time, 1),
        "bytes_of_40_lines": long_size,
    }


def _settled(claim: Any) -> Settlement:
    sent([claim])
    settle(claim_id=claim.pk, now=NOW)
    found: Settlement = claim.settlements.get()
    return found


def _timed(settlement: Settlement) -> tuple[float, int]:
    """Milliseconds and bytes of one note."""
    began = time.perf_counter()
    _title, content = rendered(settlement)
    return (time.perf_counter() - began) * 1000, len(content)
