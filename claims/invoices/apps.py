"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class InvoicesConfig(AppConfig):
    name = "claims.invoices"
    label = "invoices"
    verbose_name = "Invoices of providers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name: they know models, which do not exist yet when this module is read.
        import_string("claims.invoices.keeping.keep_promises")()
        import_string("claims.invoices.beside.on_the_request")
