"""The desk's pages about providers and what was agreed with them."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from portal.members.desk import AuditedAdmin
from providers.models import Agreement, Provider


class AgreementInline(admin.TabularInline):
    """An agreement that ended gets its last day, and the next one its own row."""

    model = Agreement
    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: settled claims were decided by it."""
        return False


@admin.register(Provider)
class ProviderAdmin(AuditedAdmin):
    """Who gives care; closed with a date, never deleted."""

    list_display = ["name", "kind", "city", "country", "closed_on"]
    list_filter = ["kind", "country", "agreements__direct_payment", "agreements__accepts_price_levels"]
    search_fields = ["name", "city"]
    inlines = [AgreementInline]
