"""`python manage.py import_enrolment FILE.csv`: brings members to what the file says."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any, BinaryIO

from portal.members.enrolment_import import Report, import_enrolment
from portal.members.file_command import FileCommand
from portal.members.models import User


class Command(FileCommand):
    """See `portal.members.enrolment_import`."""

    help = "Imports an enrolment file (docs/enrolment-file.md). Importing it twice changes nothing."

    invite = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """As for every file, and whether new people get their code."""
        super().add_arguments(parser)
        parser.add_argument("--invite", action="store_true", help="send new people their activation code")

    def handle(self, *args: Any, **options: Any) -> None:
        """Takes the file in. Raises CommandError as `FileCommand` does."""
        self.invite = options["invite"]
        super().handle(*args, **options)

    def take(self, *, file: BinaryIO, dry_run: bool, by: User | None, now: datetime) -> Report:
        """Takes the file in and reports."""
        return import_enrolment(file=file, dry_run=dry_run, invite=self.invite, by=by, now=now)
