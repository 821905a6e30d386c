"""When members are reminded: read by the desk, written as a new version."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from portal.members.desk import AuditedAdmin, colleague
from portal.notices.models import ReminderRules
from portal.notices.rules import write_rules


@admin.register(ReminderRules)
class ReminderRulesAdmin(AuditedAdmin):
    """Added, never changed: the newest version counts, and all before it stay to be read."""

    list_display = ["at", "days", "by", "why"]
    list_select_related = ["by"]
    fields = ["days", "why"]
    search_fields = ["why"]

    def has_change_permission(self, request: HttpRequest, obj: ReminderRules | None = None) -> bool:
        """Never."""
        return False

    def save_model(self, request: HttpRequest, obj: ReminderRules, form: Any, change: bool) -> None:
        """By the verb, which writes the entry on the trail too."""
        written = write_rules(**form.cleaned_data, by=colleague(request), now=timezone.now(), request=request)
        vars(obj).update(vars(written))

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's own log only: the verb has written ours."""
        return admin.ModelAdmin.log_addition(self, request, obj, message)
