"""What commands that take in a file have in common: who does it, a dry run, and the report line by line."""

from abc import abstractmethod
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.members.models import User
from portal.vault.tables import Report, UnreadableFile


class FileCommand(BaseCommand):
    """Ends with an error when a line was refused, so that a nightly import is noticed."""

    @abstractmethod
    def take(self, *, file: BinaryIO, dry_run: bool, by: User | None, now: datetime) -> Report:
        """Takes the file in and reports."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file; who does it; whether to store."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="report only, store nothing")
        parser.add_argument("--by", default="", help="reference of the colleague who imports, for the audit trail")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for an unreadable file, an unknown colleague, or refused lines."""
        by = self._colleague(options["by"])
        try:
            with options["file"].open("rb") as file:
                report = self.take(file=file, dry_run=options["dry_run"], by=by, now=timezone.now())
        except OSError as problem:
            raise CommandError(f"The file cannot be opened: {problem.strerror}.") from problem
        except UnreadableFile as problem:
            raise CommandError(str(problem)) from problem
        self._say(report, dry_run=options["dry_run"])

    def _colleague(self, reference: str) -> User | None:
        if not reference:
            return None
        try:
            return User.objects.get_by_natural_key(reference)
        except User.DoesNotExist as problem:
            raise CommandError("--by: no account has this reference.") from problem

    def _say(self, report: Report, *, dry_run: bool) -> None:
        counts = report.counts()
        told = [f"{counts[name]} {name}" for name in ("added", "changed", "ended") if name in counts]
        self.stdout.write(f"{', '.join(told)}, {counts['same']} unchanged.")
        if dry_run:
            self.stdout.write("Nothing was stored (--dry-run).")
        for line, reason in report.refused:
            self.stdout.write(f"line {line}: {reason}")
        if report.refused:
            raise CommandError(f"{len(report.refused)} lines were refused; all others are done.")
