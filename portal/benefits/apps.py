"""Application configuration."""

from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "portal.benefits"
    label = "benefits"
    verbose_name = "Plan and benefits"
    default_auto_field = "django.db.models.BigAutoField"
