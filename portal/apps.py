"""The roof as an application: it carries the Celery app and the portal's own commands."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    label = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        # Imported here and not in `portal/__init__.py`, which the pure engine imports too.
        import portal.celery  # noqa: F401
