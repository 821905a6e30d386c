"""`manage.py invent_providers COUNT FILE`: a file of providers that do not exist, for trials."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from providers.columns import HEADER
from providers.invented import invented


class Command(BaseCommand):
    """Writes the file."""

    help = "Writes a CSV file of invented providers; the same seed writes the same file."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, where to, and by which seed."""
        parser.add_argument("count", type=int)
        parser.add_argument("file", type=Path)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--at-stations", action="store_true", help="around duty stations only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write line by line."""
        with options["file"].open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADER)
            writer.writeheader()
            writer.writerows(invented(options["count"], seed=options["seed"], at_stations=options["at_stations"]))
