"""What the office promises about requests: read by the desk, written as a new version by the plan analyst."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from approvals.models import RequestRules
from approvals.rules import write_rules
from portal.members.desk import AuditedAdmin, colleague


@admin.register(RequestRules)
class RequestRulesAdmin(AuditedAdmin):
    """Added, never changed: the newest version counts, and all before it stay to be read."""

    list_display = ["at", "hours", "alarm_hours", "by", "why"]
    list_select_related = ["by"]
    fields = ["hours", "alarm_hours", "why"]
    search_fields = ["why"]

    def has_change_permission(self, request: HttpRequest, obj: RequestRules | None = None) -> bool:
        """Never."""
        return False

    def save_model(self, request: HttpRequest, obj: RequestRules, form: Any, change: bool) -> None:
        """By the verb, which writes the entry on the trail too."""
        facts = form.cleaned_data
        written = write_rules(**facts, by=colleague(request), now=timezone.now(), request=request)
        vars(obj).update(vars(written))

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's own log only: the verb has written ours."""
        return admin.ModelAdmin.log_addition(self, request, obj, message)
