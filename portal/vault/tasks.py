"""The Celery task of the vault: tidying up, by the clock.

No job of the work list: what one run leaves lying, the next one finds.
"""

import logging

from celery import shared_task
from django.utils import timezone

from portal.vault.documents import tidy

log = logging.getLogger(__name__)


@shared_task
def tidy_documents() -> None:
    """Scan documents that wait for the scanner, and remove what undone uploads left behind."""
    done = tidy(now=timezone.now())
    log.info(
        "documents tidied: %s scanned, %s forgotten, %s orphan files, %s unfinished uploads, %s pictures",
        done.scanned,
        done.forgotten,
        done.orphans,
        done.unfinished,
        done.pictures,
    )
