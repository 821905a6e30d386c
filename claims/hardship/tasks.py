"""The Celery task of hardship: who came near the overall maximum, by the clock. What one run leaves, the next finds."""

from celery import shared_task
from django.utils import timezone

from claims.hardship.near import look_for_maximums


@shared_task
def tell_who_is_near() -> None:
    """Tell people and staff."""
    look_for_maximums(now=timezone.now())
