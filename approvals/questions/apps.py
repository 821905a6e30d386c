"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class QuestionsConfig(AppConfig):
    name = "approvals.questions"
    label = "questions"
    verbose_name = "Questions to the medical consultant"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name: it knows models, which do not exist yet when this module is read.
        import_string("approvals.questions.parts.ask_in_confidence")
        import_string("approvals.questions.at_home.questions_at_home")
