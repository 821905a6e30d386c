"""Application configuration."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "portal.vault"
    label = "vault"
    verbose_name = "Documents and secrets at rest"
    default_auto_field = "django.db.models.BigAutoField"
