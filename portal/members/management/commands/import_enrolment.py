"""`python manage.py import_enrolment FILE.csv`: brings members to what the file says."""

from datetime import datetime
from typing import BinaryIO

from portal.members.enrolment_import import Report, import_enrolment
from portal.members.file_command import FileCommand
from portal.members.models import User


class Command(FileCommand):
    """See `portal.members.enrolment_import`."""

    help = "Imports an enrolment file (docs/enrolment-file.md). Importing it twice changes nothing."

    def take(self, *, file: BinaryIO, dry_run: bool, by: User | None, now: datetime) -> Report:
        """Takes the file in and reports."""
        return import_enrolment(file=file, dry_run=dry_run, by=by, now=now)
