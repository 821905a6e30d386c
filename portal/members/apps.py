"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "portal.members"
    label = "members"
    verbose_name = _("Members")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name: these know models, which do not exist yet when this module is read.
        for connect in ("signals.connect", "staff.connect", "roles.connect"):
            import_string(f"portal.members.{connect}")()
