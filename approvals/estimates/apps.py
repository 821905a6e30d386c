"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class EstimatesConfig(AppConfig):
    name = "approvals.estimates"
    label = "estimates"
    verbose_name = "Cost estimates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name: they know models, which do not exist yet when this module is read.
        import_string("approvals.estimates.showing.at_the_desk")
