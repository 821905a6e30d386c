"""Application configuration."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "portal.look"
    label = "look"
    verbose_name = "Look"
    default_auto_field = "django.db.models.BigAutoField"
