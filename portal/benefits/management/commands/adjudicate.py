"""`manage.py adjudicate`: decide case files and compare with what they expect. Needs no database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from portal.benefits import waterfall
from portal.benefits.casefile import CaseError, read_cases
from portal.benefits.casereport import Decided, case_report, decide

HELD, FAILED, MALFORMED = 0, 1, 2


class Command(BaseCommand):
    help = "Decide case files. Exit status: 0 every expectation holds, 1 some fail, 2 a case is malformed."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE..., --json, --explain CLAIM/LINE."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="case files, YAML")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
        parser.add_argument("--explain", metavar="CLAIM/LINE", help="show only this line, step by step")

    def handle(self, *args: Any, **options: Any) -> None:
        """Decide, print, and leave with the status."""
        decided, malformed = self._decide(options["files"])
        reports = [case_report(each) for each in decided]
        if options["json"]:
            self.stdout.write(json.dumps({"cases": reports}, indent=1))
        else:
            shown = self._tell(decided, reports, options["explain"])
            if not shown and not malformed:
                self.stderr.write(f"{options['explain']}: no such line in these files")
                malformed = True
        if malformed:
            sys.exit(MALFORMED)
        sys.exit(FAILED if any(report["failures"] for report in reports) else HELD)

    def _decide(self, files: list[str]) -> tuple[list[Decided], bool]:
        decided, malformed = [], False
        for path in files:
            for case in read_cases(Path(path), path):
                try:
                    if isinstance(case, CaseError):
                        raise case
                    decided.append(decide(case))
                except CaseError as error:
                    malformed = True
                    self.stderr.write(f"malformed: {error}")
        return decided, malformed

    def _tell(self, decided: list[Decided], reports: list[dict[str, Any]], only: str | None) -> bool:
        """Print every case, or one line of them; whether anything was printed."""
        shown = False
        for each, report in zip(decided, reports, strict=True):
            if only is not None and only not in each.lines:
                continue
            shown = True
            self.stdout.write(f"{each.case.name}  ({each.case.file})")
            for ref, decision in each.lines.items():
                if only in (None, ref):
                    label = each.case.plan.rows[decision.terms.code].label
                    for text in waterfall.lines(decision, label):
                        self.stdout.write(f"  {text}")
            if only is None:
                self._tell_years(report)
            for failure in report["failures"]:
                self.stdout.write(f"  FAILED {failure}")
            self.stdout.write("")
        failed = sum(len(report["failures"]) for report in reports)
        self.stdout.write(f"{len(reports)} cases decided, {failed} expectations failed")
        return shown or only is None

    def _tell_years(self, report: dict[str, Any]) -> None:
        for year, told in report["years"].items():
            limit = told["stop_loss_limit"] or "unknown"
            self.stdout.write(
                f"  {year}: family's own part {told['out_of_pocket']}, stop-loss limit {limit}, "
                f"supplement {told['stop_loss_supplement']}"
            )
