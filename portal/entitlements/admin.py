"""The desk's pages about figures (rates, salaries, price levels) and the ledger of what people used."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.benefits.money import rounded
from portal.entitlements import admin_levels  # noqa: F401 — its page registers itself
from portal.entitlements.choices import benefit_choices
from portal.entitlements.models import ExchangeRate, PriceLevel, ReferenceSalary, UsageRecord
from portal.entitlements.wording import benefit_name
from portal.look.words import money
from portal.members.desk import AuditedAdmin, ByReference, ReadOnly


class FigureAdmin(AuditedAdmin):
    """Figures decide money, so their entries on the trail say what they were and what they are."""

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        """Keeps the old and the new figures for the entry that follows in the same transaction."""
        obj.told = {name: f"{form.initial.get(name, '')} → {form.cleaned_data[name]}" for name in form.changed_data}
        super().save_model(request, obj, form, change)

    def _record(self, request: HttpRequest, obj: Model | None, verb: str, **detail: str) -> None:
        super()._record(request, obj, verb, **detail, **getattr(obj, "told", {}))


@admin.register(ExchangeRate)
class ExchangeRateAdmin(FigureAdmin):
    list_display = ["month", "currency", "units_per_usd"]
    list_filter = ["currency"]
    date_hierarchy = "month"


@admin.register(ReferenceSalary)
class ReferenceSalaryAdmin(FigureAdmin):
    list_display = ["duty_station", "year", "amount", "currency"]
    list_filter = ["year", "duty_station"]


class PriceLevelForm(forms.ModelForm):
    """The benefit is chosen by name."""

    benefit = forms.ChoiceField(label=_("benefit"), choices=lambda: benefit_choices(settings.DEFAULT_PLAN))

    class Meta:
        model = PriceLevel
        fields = ("country", "benefit", "amount", "currency", "from_on", "until_on")


@admin.register(PriceLevel)
class PriceLevelAdmin(FigureAdmin):
    form = PriceLevelForm
    list_display = ["country", "care", "amount", "currency", "from_on", "until_on"]
    list_filter = ["country"]
    search_fields = ["benefit"]

    @admin.display(description=_("benefit"), ordering="benefit")
    def care(self, level: PriceLevel) -> str:
        """Its name in the plan."""
        return benefit_name(level.benefit, settings.DEFAULT_PLAN)


@admin.register(UsageRecord)
class UsageRecordAdmin(ReadOnly, ByReference):
    """The ledger, for reading. What the care was stands on the entry's own page only, whose reading is audited."""

    list_display = ["family", "sequence", "paid", "is_reserved", "recorded_at"]
    list_filter = ["is_reserved"]
    list_select_related = ["family"]
    search_fields = ["family__reference"]
    show_full_result_count = False
    fields = ("family", "person", "care", "service_on", "paid", "is_reserved", "sequence", "recorded_at", "reverses")
    readonly_fields = fields

    @admin.display(description=_("benefit"))
    def care(self, entry: UsageRecord) -> str:
        """Its name in the family's plan."""
        return benefit_name(entry.benefit, entry.family.plan)

    @admin.display(description=_("reimbursed"))
    def paid(self, entry: UsageRecord) -> str:
        """With its currency."""
        return money(rounded(entry.reimbursed, entry.currency), entry.currency)
