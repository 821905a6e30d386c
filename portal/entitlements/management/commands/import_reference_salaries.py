"""`python manage.py import_reference_salaries FILE.csv`: brings the reference salaries to what the file says."""

from datetime import datetime
from typing import BinaryIO

from portal.entitlements.figure_files import import_reference_salaries
from portal.members.file_command import FileCommand
from portal.members.models import User
from portal.vault.tables import Report


class Command(FileCommand):
    """See `portal.entitlements.figure_files`."""

    help = "Imports reference salaries (docs/figures-files.md). Importing a file twice changes nothing."

    def take(self, *, file: BinaryIO, dry_run: bool, by: User | None, now: datetime) -> Report:
        """Takes the file in and reports."""
        return import_reference_salaries(file=file, dry_run=dry_run, by=by, now=now)
