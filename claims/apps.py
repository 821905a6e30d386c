"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class ClaimsConfig(AppConfig):
    name = "claims"
    label = "claims"
    verbose_name = "Claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name: it knows models, which do not exist yet when this module is read.
        import_string("claims.signals.connect")()
        import_string("claims.rights.claim_rights")
        import_string("claims.approved.claims_behind")
        import_string("claims.at_home.claims_at_home")
        import_string("claims.handed_over.drafts_of_claims")
