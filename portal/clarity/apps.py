"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ClarityConfig(AppConfig):
    name = "portal.clarity"
    label = "clarity"
    verbose_name = "Was this clear?"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Every room says in a module of this name how what it decides or answers is found.
        autodiscover_modules("clear")
