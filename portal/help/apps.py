"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class HelpConfig(AppConfig):
    name = "portal.help"
    label = "help"
    verbose_name = "Help"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.help import checks, tasks  # noqa: F401

        import_string("portal.help.at_home.enquiries_at_home")
