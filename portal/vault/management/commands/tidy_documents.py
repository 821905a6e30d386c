"""`manage.py tidy_documents`: once a day. Scans what waits, and removes orphan files, parts, old pictures."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.vault.documents import remove_orphans, scan_again
from portal.vault.page_pictures import remove_old_pictures
from portal.vault.parts import remove_stale


class Command(BaseCommand):
    help = "Scan documents that wait for the virus scanner, and delete private files left by undone uploads."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        self.stdout.write(f"{scan_again(now=now)} documents scanned, {remove_orphans(now=now)} orphan files deleted")
        self.stdout.write(f"{remove_stale(now=now)} uploads dropped that nobody finished within a day")
        self.stdout.write(f"{remove_old_pictures(now=now)} pictures of pages deleted that were drawn long ago")
