"""`manage.py rotate_field_keys`: after putting a new key first in FIELD_KEYS, and before removing the old one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.vault.cipher import Unreadable
from portal.vault.rotation import rotate


class Command(BaseCommand):
    help = "Re-encrypt every encrypted field under the first key of FIELD_KEYS. Safe to stop and to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            columns = rotate()
        except Unreadable as error:
            raise CommandError(str(error)) from error
        for column in columns:
            self.stdout.write(f"{column.column}: {column.rewritten} rewritten, {column.kept} already current")
        total = sum(column.rewritten for column in columns)
        self.stdout.write(self.style.SUCCESS(f"Done: {total} values rewritten in {len(columns)} columns."))
