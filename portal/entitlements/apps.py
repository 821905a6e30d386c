"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class EntitlementsConfig(AppConfig):
    name = "portal.entitlements"
    label = "entitlements"
    verbose_name = "Entitlements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name: it knows models, which do not exist yet when this module is read.
        import_string("portal.entitlements.at_home.plan_at_home")
