"""`manage.py load_demo`: invented people with a year of claims, for trying the portal."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.demo.loading import load
from claims.demo.people import code_of_this_moment


class Command(BaseCommand):
    """Loads what is missing of the demo and prints who can sign in."""

    help = "Loads invented people, figures and a year of claims, and prints who can sign in. Repeats safely."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to print."""
        parser.add_argument("--code", action="store_true", help="only print the six digits staff sign in with now")

    def handle(self, *, code: bool, **options: Any) -> None:
        """Raises CommandError where members' real data may be."""
        if settings.LIVE:
            raise CommandError(
                "load_demo makes people with a known password, so it runs in the demo only (PORTAL_MODE=demo)."
            )
        self.stdout.write(code_of_this_moment() if code else load(now=timezone.now(), say=self.say))

    def say(self, sentence: str) -> None:
        """One line of progress; on the error stream, so that the words about who can sign in stay apart."""
        self.stderr.write(f"· {sentence}", self.style.SUCCESS)
        self.stderr.flush()
