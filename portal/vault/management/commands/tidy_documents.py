"""`manage.py tidy_documents`: what the clock has done four times a day, at once and with its figures."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.vault.documents import tidy


class Command(BaseCommand):
    help = "Scan documents that wait for the virus scanner, and delete what undone uploads left behind."

    def handle(self, *args: Any, **options: Any) -> None:
        done = tidy(now=timezone.now())
        self.stdout.write(f"{done.scanned} documents scanned, {done.orphans} orphan files deleted")
        self.stdout.write(f"{done.forgotten} documents dropped that nothing points at")
        self.stdout.write(f"{done.unfinished} uploads dropped that nobody finished within a day")
        self.stdout.write(f"{done.pictures} pictures of pages deleted that were drawn long ago")
