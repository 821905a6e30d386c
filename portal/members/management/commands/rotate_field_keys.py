"""`manage.py rotate_field_keys` for the whole portal: all encrypted fields, then the secrets of second factors.

Stands in for the command of the same name in portal.vault, which cannot know this room.
"""

from typing import Any

from django.core.management.base import CommandError

from portal.members.second_factors import rotate
from portal.vault.cipher import Unreadable
from portal.vault.management.commands.rotate_field_keys import Command as FieldsCommand


class Command(FieldsCommand):
    """Fields first, then second factors."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when a key is missing."""
        super().handle(*args, **options)
        try:
            self.stdout.write(f"second factors: {rotate()} rewritten")
        except Unreadable as error:
            raise CommandError(str(error)) from error
