"""`python manage.py import_price_levels FILE.csv`: brings the accepted price levels to what the file says."""

from datetime import datetime
from typing import BinaryIO

from portal.entitlements.figure_files import import_price_levels
from portal.members.file_command import FileCommand
from portal.members.models import User
from portal.vault.tables import Report


class Command(FileCommand):
    """See `portal.entitlements.figure_files`."""

    help = "Imports accepted price levels (docs/figures-files.md). Importing a file twice changes nothing."

    def take(self, *, file: BinaryIO, dry_run: bool, by: User | None, now: datetime) -> Report:
        """Takes the file in and reports."""
        return import_price_levels(file=file, dry_run=dry_run, by=by, now=now)
