"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class HomeConfig(AppConfig):
    name = "portal.home"
    label = "home"
    verbose_name = "Home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name: it knows models, which do not exist yet when this module is read.
        import_string("portal.home.family.permissions_at_home")
