"""Application configuration."""

from importlib import import_module

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "providers"
    label = "providers"
    verbose_name = "Providers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The search listens to what is saved; articles about health lead to it."""
        import_module("providers.signals")
        import_module("providers.doors")
