"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EncyclopaediaConfig(AppConfig):
    name = "portal.encyclopaedia"
    label = "encyclopaedia"
    verbose_name = _("My health")
    default_auto_field = "django.db.models.BigAutoField"
