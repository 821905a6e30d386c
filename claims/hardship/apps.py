"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class HardshipConfig(AppConfig):
    name = "claims.hardship"
    label = "hardship"
    verbose_name = "Hardship"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name: it knows models, which do not exist yet when this module is read.
        import_string("claims.hardship.rights.hardship_rights")
