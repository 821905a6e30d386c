"""What is promised for an answer: read by the consultant, written as a new version by the plan analyst."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from approvals.questions.models import QuestionRules
from approvals.questions.rules import write_rules
from portal.members.desk import AuditedAdmin, colleague


@admin.register(QuestionRules)
class QuestionRulesAdmin(AuditedAdmin):
    """Added, never changed: the newest version counts, and all before it stay to be read."""

    list_display = ["at", "hours"]
    fields = ["hours"]

    def has_change_permission(self, request: HttpRequest, obj: QuestionRules | None = None) -> bool:
        """Never."""
        return False

    def save_model(self, request: HttpRequest, obj: QuestionRules, form: Any, change: bool) -> None:
        """By the verb, which writes the entry on the trail too."""
        written = write_rules(**form.cleaned_data, by=colleague(request), now=timezone.now(), request=request)
        vars(obj).update(vars(written))

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's own log only: the verb has written ours."""
        return admin.ModelAdmin.log_addition(self, request, obj, message)
