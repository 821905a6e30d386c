"""`manage.py release`: what must be done once before the processes of a new version start."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from portal.management.readiness import bring_up_to_date


class Command(BaseCommand):
    """Check, migrate, compile, collect; each step does nothing when nothing changed."""

    help = "Prepares database, translations and static files for this version of the portal."

    def handle(self, **options: Any) -> None:
        """Stop at the first warning of the deployment check."""
        call_command("check", deploy=True, fail_level="WARNING")
        bring_up_to_date(self.stdout.write)
        self.stdout.write("Ready: start or restart web, worker and clock.")
