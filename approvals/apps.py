"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class ApprovalsConfig(AppConfig):
    name = "approvals"
    label = "approvals"
    verbose_name = "Approvals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name: they know models, which do not exist yet when this module is read.
        import_string("approvals.prior_parts.decided")
        import_string("approvals.handed_over.drafts_of_requests")
        import_string("approvals.consulting.deciding.decision_part")
        import_string("approvals.at_home.requests_at_home")
        import_string("approvals.rights.approval_rights")
