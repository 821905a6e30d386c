"""Jobs of the card: proofs of insurance are printed, and papers for everybody set before a reader waits for them."""

from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from portal.card.certificate_printing import print_certificate
from portal.card.certificates import PRINT
from portal.card.public_papers import set_all
from portal.card.replacing import TELL, tell_replaced
from portal.card.shelf import tidy
from portal.work.registry import handles


@handles(PRINT)
def print_a_certificate(*, key: UUID, now: datetime) -> None:
    """Print the proof of insurance `key`."""
    print_certificate(certificate_id=key, now=now)


@handles(TELL)
def tell_that_a_card_is_replaced(*, key: UUID, now: datetime) -> None:
    """Tell the member of the new card `key`."""
    tell_replaced(card_id=key, now=now)


@shared_task(time_limit=600)
def set_public_papers() -> None:
    """Put what is missing on the shelf, and take away what nobody asks for."""
    now = timezone.now()
    set_all(timezone.localdate(now))
    tidy(now=now)
