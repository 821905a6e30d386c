"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class PaymentsConfig(AppConfig):
    name = "claims.payments"
    label = "payments"
    verbose_name = "Payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name: they know models, which do not exist yet when this module is read.
        import_string("claims.payments.signals.connect")()
        import_string("claims.payments.checks.payers_are_right")
        import_string("claims.payments.telling.details_wanted")
