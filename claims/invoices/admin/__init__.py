"""The desk of invoices: the list, one invoice on one screen, those that are awaited, files."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.invoices.admin import screens
from claims.invoices.models import ProviderInvoice
from portal.look.templatetags.look import badge
from portal.members.desk import AuditedAdmin, ReadOnly


@admin.register(ProviderInvoice)
class ProviderInvoiceAdmin(ReadOnly, AuditedAdmin):
    """What was received, the latest first. A row leads to its screen."""

    list_display = ["number", "promise", "family", "shown_state", "source", "received_at"]
    list_filter = ["state", "source", "received_at"]
    search_fields = ["number", "promise", "guarantee__person__family__reference"]
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "admin/invoices/list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProviderInvoice]:
        """Without drafts, which are the provider's own."""
        return ProviderInvoice.objects.received().select_related("guarantee__person__family")

    @admin.display(description=_("family"))
    def family(self, invoice: ProviderInvoice) -> str:
        """Its reference number."""
        return invoice.person.family.reference

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, invoice: ProviderInvoice) -> SafeString:
        """As a badge."""
        return badge(invoice.state, invoice.get_state_display(), invoice.tone)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The screen of the invoice."""
        found = self.get_object(request, object_id)
        if found is None or not self.has_view_permission(request, found):
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect(f"{screens.DESK}screen", found.pk)

    def get_urls(self) -> list[URLPattern]:
        """The screens and their acts."""
        name = "invoices_providerinvoice_"
        own = [
            path("awaited/", screens.awaiting, name=f"{name}awaited"),
            path("file/", screens.file, name=f"{name}file"),
            path("for/<uuid:guarantee_id>/enter/", screens.enter, name=f"{name}enter"),
            path("for/<uuid:guarantee_id>/ask/", screens.ask, name=f"{name}ask"),
            path("<uuid:invoice_id>/", screens.screen, name=f"{name}screen"),
            path("<uuid:invoice_id>/take/", screens.take, name=f"{name}take"),
            path("<uuid:invoice_id>/back/", screens.back, name=f"{name}back"),
            path("<uuid:invoice_id>/files/<uuid:document_id>/", screens.document, name=f"{name}document"),
        ]
        return [*own, *super().get_urls()]
