"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class GuaranteesConfig(AppConfig):
    name = "approvals.guarantees"
    label = "guarantees"
    verbose_name = "Guarantees of payment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name: it knows models, which do not exist yet when this module is read.
        import_string("approvals.guarantees.on_requests.guarantee_of_a_request")
