"""`manage.py prove_ledger`: whether books, settlements and payments say the same."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.payments.proof import order_what_is_missing, prove


class Command(BaseCommand):
    """Recounts and compares. Fails when something does not agree."""

    help = "Recounts settlements, payments, transfers and receivables, and compares each with the books."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do beside."""
        parser.add_argument("--catch-up", action="store_true", help="order payments of settlements that have none yet")

    def handle(self, *, catch_up: bool, **options: Any) -> None:
        """Raises CommandError when a comparison does not hold."""
        proof = prove()
        for line in proof.lines:
            sign = "=" if line.holds else "≠"
            self.stdout.write(f"{line.what}: {line.books:f} {sign} {line.facts:f} {line.currency}")
        self.stdout.write(f"Settlements decided and not entered yet: {proof.waiting}")
        if catch_up:
            self.stdout.write(f"Ordered: {order_what_is_missing(now=timezone.now())}")
        if not proof.holds:
            raise CommandError("Books, settlements and payments do not agree.")
