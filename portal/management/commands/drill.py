"""`manage.py drill`: a thousand claims while everything around them fails, and what became of each."""

import json
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

DRILL, INSIDE, CANNOT = "claims.drill.drill", "claims.drill.inside", "claims.drill.CannotDrill"

HOW = ("claims", "families", "workers", "faults", "seed", "sqlite")


class Command(BaseCommand):
    """Drill, print the tally, and fail when anything was lost or done twice."""

    help = "Sends claims while web server, workers, Redis, database and mail server fail; prints what became of them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much of everything."""
        parser.add_argument("--claims", type=int, default=1000, help="claims sent (1000)")
        parser.add_argument("--families", type=int, default=200, help="families they come from (200)")
        parser.add_argument("--workers", type=int, default=2, help="workers of two processes each (2)")
        parser.add_argument("--faults", type=int, default=20, help="faults on the way (20)")
        parser.add_argument("--seed", type=int, default=1, help="decides the order of the faults (1)")
        parser.add_argument("--sqlite", action="store_true", help="on SQLite instead of the server in DATABASE_URL")
        parser.add_argument("--inside", action="store_true", help=SUPPRESS)

    def handle(self, *, inside: bool, **options: Any) -> None:
        """Run it. Raises CommandError for what is missing, and for what was lost or done twice."""
        drill = import_string(INSIDE if inside else DRILL)
        try:
            found: dict[str, Any] = drill(**{name: options[name] for name in HOW})
        except import_string(CANNOT) as missing:
            raise CommandError(str(missing), returncode=2) from None
        self.stdout.write(json.dumps(found, indent=2))
        if found["wrong"]:
            raise CommandError(f"{found['verdict']}: {found['wrong']}")
