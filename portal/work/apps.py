"""Application configuration."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    name = "portal.work"
    label = "work"
    verbose_name = _("Work list")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # A web process rings for this task by name and would not know it otherwise.
        import_module("portal.work.tasks")
