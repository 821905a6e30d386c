"""`manage.py drill`: a thousand claims through killed workers and cut connections, and what became of each."""

import json
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

DRILL, INSIDE, CANNOT = "claims.drill.drill", "claims.drill.inside", "claims.drill.CannotDrill"


class Command(BaseCommand):
    """Drill, print the tally, and fail when anything was lost or done twice."""

    help = "Sends claims while workers die, Redis is emptied and restarted, and the database is cut; prints the tally."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much of everything."""
        parser.add_argument("--claims", type=int, default=1000, help="claims sent (1000)")
        parser.add_argument("--families", type=int, default=200, help="families they come from (200)")
        parser.add_argument("--workers", type=int, default=2, help="workers of two processes each (2)")
        parser.add_argument("--faults", type=int, default=20, help="faults on the way (20)")
        parser.add_argument("--inside", action="store_true", help=SUPPRESS)

    def handle(self, *, claims: int, families: int, workers: int, faults: int, inside: bool, **options: Any) -> None:
        """Run it. Raises CommandError for what is missing, and for what was lost or done twice."""
        drill = import_string(INSIDE if inside else DRILL)
        try:
            found: dict[str, Any] = drill(claims=claims, families=families, workers=workers, faults=faults)
        except import_string(CANNOT) as missing:
            raise CommandError(str(missing), returncode=2) from None
        self.stdout.write(json.dumps(found, indent=2))
        if found["lost"] or found["double"]:
            raise CommandError(f"{found['lost']} lost, {found['double']} double.")
