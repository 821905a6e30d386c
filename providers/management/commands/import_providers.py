"""`manage.py import_providers FILE`: the list of providers brought to what a file says."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.members.models import User
from portal.vault.tables import UnreadableFile
from providers.files import import_providers


class Command(BaseCommand):
    """Ends with an error when a line was refused, so that a nightly import is noticed."""

    help = "Takes in a file of providers, CSV or FHIR, and reports what it added, changed, closed and refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file; whose list it is; whether to store."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="network", help="whose list it is (network)")
        parser.add_argument("--complete", action="store_true", help="close providers of the source that are not in it")
        parser.add_argument("--dry-run", action="store_true", help="report only, store nothing")
        parser.add_argument("--by", default="", help="reference of the colleague who imports, for the audit trail")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for an unreadable file, an unknown colleague, or refused lines."""
        try:
            by = User.objects.get_by_natural_key(options["by"]) if options["by"] else None
            with options["file"].open("rb") as file:
                report = import_providers(
                    file=file,
                    source=options["source"],
                    is_complete=options["complete"],
                    dry_run=options["dry_run"],
                    by=by,
                    now=timezone.now(),
                )
        except User.DoesNotExist as problem:
            raise CommandError("--by: no account has this reference.") from problem
        except OSError as problem:
            raise CommandError(f"The file cannot be opened: {problem.strerror}.") from problem
        except UnreadableFile as problem:
            raise CommandError(str(problem)) from problem
        self.say(report.told(), options)

    def say(self, told: dict[str, Any], options: dict[str, Any]) -> None:
        """The report, and an error when lines were refused."""
        gone = "closed" if options["complete"] else "not in the file (kept: --complete was not said)"
        self.stdout.write(f"{told['added']} added, {told['changed']} changed, {told['same']} unchanged.")
        self.stdout.write(f"{told['gone']} {gone}.")
        for name, rows in told["examples"].items():
            for line, who in rows:
                self.stdout.write(f"{name}{f', line {line}' if line else ''}: {who}")
        if options["dry_run"]:
            self.stdout.write("Nothing was stored (--dry-run).")
        for line, reason in told["reasons"]:
            self.stdout.write(f"line {line}: {reason}")
        if told["refused"]:
            raise CommandError(f"{told['refused']} lines were refused; all others are done.")
