"""Application configuration."""

from django.apps import AppConfig


class HardshipConfig(AppConfig):
    name = "claims.hardship"
    label = "hardship"
    verbose_name = "Hardship"
    default_auto_field = "django.db.models.BigAutoField"
