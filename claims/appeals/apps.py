"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class AppealsConfig(AppConfig):
    name = "claims.appeals"
    label = "appeals"
    verbose_name = "Appeals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name: they know models, which do not exist yet when this module is read.
        import_string("claims.appeals.rights.appeal_rights")
        import_string("claims.appeals.handed_over.drafts_of_appeals")
        import_string("claims.appeals.disputing.appeal_links")
        import_string("claims.appeals.at_home.appeals_at_home")
