"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules, import_string


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"
    verbose_name = "Notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Every room names what it tells in a module of this name: a page must know the sentence of any of them.
        autodiscover_modules("told")
        # By name: they know models, which do not exist yet when this module is read.
        import_string("portal.notices.security.connect")()
        import_string("portal.notices.family.connect")()
        import_string("portal.notices.at_home.notices_at_home")
