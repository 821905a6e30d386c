"""`manage.py coverage_book`: note beside a plan which cases try each of its clauses. Needs no database."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.benefits.coverage import BOOK, as_text, read_index, uncovered
from portal.benefits.plans import load_plan, plan_codes

UP_TO_DATE, STALE = 0, 1


class Command(BaseCommand):
    help = "Write the coverage book of every plan from a folder of case files. Exit status with --check: 1 when stale."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """[FOLDER], --check."""
        cases = settings.BASE_DIR / "tests" / "benefits" / "cases"
        parser.add_argument("folder", nargs="?", type=Path, default=cases, help="folder of case files")
        parser.add_argument("--check", action="store_true", help="write nothing, say whether the book is up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or compare, and list what no case tries."""
        stale = False
        for code in plan_codes():
            plan, path = load_plan(code), BOOK / f"{code}.yaml"
            index = read_index(plan, options["folder"])
            text = as_text(index)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale = True
                if not options["check"]:
                    path.parent.mkdir(exist_ok=True)
                    path.write_text(text, encoding="utf-8")
                    self.stdout.write(f"{code}: written")
            for clause in uncovered(plan, index):
                self.stdout.write(f"{code}: no case tries {clause.key} ({clause.clause} {clause.title})")
        if options["check"] and stale:
            self.stderr.write("The coverage book is stale: run `manage.py coverage_book`.")
            sys.exit(STALE)
