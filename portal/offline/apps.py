"""Application configuration."""

from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "portal.offline"
    label = "offline"
    verbose_name = "Without a line"
    default_auto_field = "django.db.models.BigAutoField"
