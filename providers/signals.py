"""What is saved about a provider is taken over by the search in the same transaction."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from providers.listings import relist, relist_providers
from providers.models import Agreement, Practitioner, Provider


@receiver(post_save, sender=Provider)
def _provider_saved(instance: Provider, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        relist([instance.number], on=timezone.localdate())


@receiver(post_delete, sender=Provider)
def _provider_gone(instance: Provider, **kwargs: Any) -> None:
    relist([instance.number], on=timezone.localdate())


@receiver([post_save, post_delete], sender=Agreement)
@receiver([post_save, post_delete], sender=Practitioner)
def _part_saved(instance: Agreement | Practitioner, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        relist_providers([instance.provider_id], on=timezone.localdate())
