"""`manage.py rebuild_provider_search`: what the search knows, written anew from the list."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from providers.listings import rebuild


class Command(BaseCommand):
    """Says how many providers there are."""

    help = "Writes the tables of the provider search anew from the list."

    def handle(self, *args: Any, **options: Any) -> None:
        """In one transaction; searches go on meanwhile."""
        self.stdout.write(f"{rebuild(on=timezone.localdate())} providers.")
