"""`manage.py bench claims`, `bench notes` and `bench search`: claims decided, notes written, providers found.

All run in a scratch portal: a database, a folder and a broker prefix made for the bench and gone afterwards. The
configured database is never opened; a PostgreSQL in DATABASE_URL only lends its server.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings

from claims.bench_claims import measure_claims
from claims.bench_notes import inside_child, measure_notes
from claims.scratch import scratch
from portal.members.bench import measure_activation
from providers.bench import measure_search

INSIDE = "--inside"


def claims(argv: list[str]) -> dict[str, Any]:
    """Claims decided a second by a process and by workers, latency, statements a claim, cost after a history."""
    parser = argparse.ArgumentParser(prog="bench claims")
    parser.add_argument("--claims", type=int, default=200, help="claims sent (200)")
    parser.add_argument("--workers", type=int, default=2, help="worker processes (2)")
    parser.add_argument("--histories", type=int, nargs="*", default=[0, 100, 1000], help="settled claims (0 100 1000)")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    measure = partial(measure_claims, asked.claims, asked.workers, asked.histories)
    return in_scratch("claims", argv, asked.inside, measure)


def notes(argv: list[str]) -> dict[str, Any]:
    """Milliseconds and memory of notes in fresh and warm processes, beside WeasyPrint alone, and notes a minute."""
    parser = argparse.ArgumentParser(prog="bench notes")
    parser.add_argument("--notes", type=int, default=40, help="notes rendered warm (40)")
    parser.add_argument("--most", type=int, default=200, help="expenses of the longest note (200)")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--task", help=argparse.SUPPRESS)
    parser.add_argument("--keys", type=UUID, nargs="*", help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    if asked.task:
        return inside_child(asked.task, asked.keys, asked.notes)
    return in_scratch("notes", argv, asked.inside, partial(measure_notes, asked.notes, most=asked.most))


def search(argv: list[str]) -> dict[str, Any]:
    """A long list of providers taken in and searched: lines a second, memory, milliseconds by kind of question."""
    parser = argparse.ArgumentParser(prog="bench search")
    parser.add_argument("--providers", type=int, default=20_000, help="providers in the list (20,000)")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    return in_scratch("search", argv, asked.inside, partial(measure_search, asked.providers))


def activation(argv: list[str]) -> dict[str, Any]:
    """Milliseconds of the forms before sign-in for numbers that exist and that do not, and the gap between them."""
    parser = argparse.ArgumentParser(prog="bench activation")
    parser.add_argument("--tries", type=int, default=100, help="pairs of a known and an unknown number a form (100)")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    return in_scratch("activation", argv, asked.inside, partial(measure_activation, asked.tries))


def in_scratch(name: str, argv: list[str], inside: bool, measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Measure here when this process already lives in a scratch portal, else in a child that does."""
    if inside:
        return measure()
    with scratch() as variables:
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        subprocess.run([*manage, "migrate", "-v0", "--skip-checks"], env=variables, check=True)
        command = [*manage, "bench", name, *argv, INSIDE]
        answer = subprocess.run(command, env=variables, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(answer)
    return {key: value for key, value in found.items() if key not in {"bench", "machine"}}
