"""The office's rules: read by the desk, written as a new version by the plan analyst."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.admin.forms import RulesForm
from claims.models import OfficeRules, Step
from claims.office import write_rules
from portal.entitlements.wording import benefit_name
from portal.members.desk import AuditedAdmin, colleague


@admin.register(OfficeRules)
class OfficeRulesAdmin(AuditedAdmin):
    """Added, never changed: the newest version counts, and all before it stay to be read."""

    form = RulesForm
    list_display = ["at", "by", "why", "straight_through"]
    list_select_related = ["by"]
    search_fields = ["why"]
    readonly = (
        "at",
        "by",
        "why",
        "straight_through",
        "limits",
        "care",
        "new_providers",
        "documents",
        "duplicates",
        "lookalikes",
        "letter_days",
        "expert_days",
        "near_maximum",
        "hours",
    )

    def has_change_permission(self, request: HttpRequest, obj: OfficeRules | None = None) -> bool:
        """Never."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form as it is written: its limits and hours are no fields of the model."""
        return super().get_form(request, obj, change, **kwargs) if obj else RulesForm

    def get_fields(self, request: HttpRequest, obj: OfficeRules | None = None) -> Any:
        """What is asked, or what was ruled."""
        return self.readonly if obj else list(RulesForm().fields)

    def get_readonly_fields(self, request: HttpRequest, obj: OfficeRules | None = None) -> Any:
        """All of a version that was written."""
        return self.readonly if obj else ()

    @admin.display(description=_("may release alone, in USD"))
    def limits(self, rules: OfficeRules) -> str:
        """Each role's limit."""
        return ", ".join(f"{role}: {amount}" for role, amount in rules.release_limits.items()) or "–"

    @admin.display(description=_("kinds of care that always need a look"))
    def care(self, rules: OfficeRules) -> str:
        """By name."""
        return ", ".join(benefit_name(code, settings.DEFAULT_PLAN) for code in rules.benefits) or "–"

    @admin.display(description=_("hours promised"))
    def hours(self, rules: OfficeRules) -> str:
        """Each step's hours."""
        return ", ".join(f"{Step(step).label}: {hours}" for step, hours in rules.promises.items())

    def save_model(self, request: HttpRequest, obj: OfficeRules, form: RulesForm, change: bool) -> None:
        """By the verb, which writes the entry on the trail too."""
        why, by = form.cleaned_data["why"], colleague(request)
        written = write_rules(fields=form.rules(), why=why, by=by, now=timezone.now(), request=request)
        vars(obj).update(vars(written))

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's own log only: the verb has written ours."""
        return admin.ModelAdmin.log_addition(self, request, obj, message)
