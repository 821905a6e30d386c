"""`manage.py look_at_providers`: once a day, what began or ended is taken over by the search."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from providers.listings import look_at_days
from providers.places import fill_places


class Command(BaseCommand):
    """Says how many providers were looked at."""

    help = (
        "Takes over agreements that began or ended, providers that closed, and a new list of the cities of the world. "
        "Run it once a day, after midnight."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to run twice, and to leave out for days."""
        fill_places()
        self.stdout.write(f"{look_at_days(on=timezone.localdate())} providers.")
