"""`manage.py bench NAME`: one measurement as one JSON document, to compare versions and machines."""

import json
import os
import platform
from argparse import REMAINDER, ArgumentParser
from importlib.metadata import version
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.module_loading import import_string

# Name → function(arguments: list[str]) -> {"figure": number, "unit": text, "size": text or number, ...}
BENCHES = {
    "activation": "claims.bench.activation",
    "engine": "portal.benefits.bench.run",
    "claims": "claims.bench.claims",
    "load": "claims.bench_load.run",
    "notes": "claims.bench.notes",
    "pages": "claims.bench_pages.run",
    "upload": "claims.bench_upload.run",
    "search": "claims.bench.search",
}
PACKAGES = ("django", "celery", "weasyprint")


class Command(BaseCommand):
    """Run one bench and print what it found."""

    help = "Measures one part of the portal and prints one JSON document."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which bench; the rest is its own."""
        parser.add_argument("name", choices=sorted(BENCHES))
        parser.add_argument("arguments", nargs=REMAINDER, help="handed to the bench")

    def handle(self, *, name: str, arguments: list[str], **options: Any) -> None:
        """Measure and print."""
        found: dict[str, Any] = import_string(BENCHES[name])(arguments)
        self.stdout.write(json.dumps({"bench": name, **found, "machine": machine()}, indent=2, default=str))


def machine() -> dict[str, Any]:
    """What the figure depends on besides the code."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "database": connection.vendor,
        **{name: version(name) for name in PACKAGES},
    }
