"""Application configuration."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class PostConfig(AppConfig):
    name = "portal.post"
    label = "post"
    verbose_name = _("Post")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.post.checks import printing_libraries  # after the apps are loaded, as checks are looked up then

        register(printing_libraries, "printing")
