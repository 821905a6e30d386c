"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MyDataConfig(AppConfig):
    name = "claims.mydata"
    label = "mydata"
    verbose_name = _("My data")
    default_auto_field = "django.db.models.BigAutoField"
