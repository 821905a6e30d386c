"""Application configuration."""

from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "portal.help"
    label = "help"
    verbose_name = "Help"
    default_auto_field = "django.db.models.BigAutoField"
