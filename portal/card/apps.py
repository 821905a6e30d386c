"""Application configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class CardConfig(AppConfig):
    name = "portal.card"
    label = "card"
    verbose_name = _("Cards and forms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.card.cards import first_card
        from portal.members.models import Person

        post_save.connect(first_card, sender=Person, dispatch_uid="card.first_card")
