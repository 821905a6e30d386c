"""What the clock does for this room."""

from celery import shared_task
from django.utils import timezone

from portal.clarity import answering


@shared_task
def forget_words() -> None:
    """Once a day: words that were kept long enough go."""
    answering.forget_words(now=timezone.now())
