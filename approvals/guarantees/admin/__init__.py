"""The desk of guarantees: the list, one request on one screen with its split, and the two-minute form."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from approvals.admin.acts import seen_by
from approvals.guarantees.admin import acts, deciding, emergency, papers
from approvals.guarantees.models import Guarantee, GuaranteeRules
from portal.look.templatetags.look import badge
from portal.look.words import money
from portal.members.audit import record
from portal.members.desk import AuditedAdmin, ReadOnly, colleague

OPENS = "approvals.view_carerequest"


@admin.register(Guarantee)
class GuaranteeAdmin(ReadOnly, AuditedAdmin):
    """Every version, the latest first. A row leads to the screen of its request."""

    list_display = ["number", "version", "family", "provider_name", "shown_state", "amount", "valid_until"]
    list_filter = ["state", "approval_follows", "valid_until"]
    search_fields = ["number", "person__family__reference", "request__number"]
    list_select_related = ["person__family"]
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "admin/guarantees/list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Guarantee]:
        """All; for colleagues who open some requests only, those of these."""
        found = Guarantee.objects.select_related("person__family", "request")
        user = colleague(request)
        return found.filter(request__in=seen_by(user)) if user.has_perm(OPENS) else found

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """None for who may not open the request that a row leads to."""
        return super().get_list_display_links(request, list_display) if request.user.has_perm(OPENS) else None

    @admin.display(description=_("family"), ordering="person__family__reference")
    def family(self, guarantee: Guarantee) -> str:
        """Its reference number."""
        return guarantee.person.family.reference

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, guarantee: Guarantee) -> SafeString:
        """As a badge."""
        return badge(guarantee.state, guarantee.get_state_display(), guarantee.tone)

    @admin.display(description=_("guaranteed"))
    def amount(self, guarantee: Guarantee) -> str:
        """With its currency."""
        return money(guarantee.guaranteed, guarantee.currency)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The screen of the request it belongs to."""
        found = self.get_object(request, object_id)
        if found is None or not self.has_view_permission(request, found):
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect("admin:guarantees_guarantee_decide", found.request_id)

    def get_urls(self) -> list[URLPattern]:
        """The screen, the acts on it, and the two-minute form."""
        kind = "guarantees_guarantee_paper"
        own = [
            path("emergency/", emergency.emergency, name="guarantees_guarantee_emergency"),
            path("for/<uuid:request_id>/", deciding.decide, name="guarantees_guarantee_decide"),
            path("<uuid:guarantee_id>/act/<slug:name>/", acts.act, name="guarantees_guarantee_act"),
            *(
                path(f"<uuid:guarantee_id>/paper/{side}/", papers.paper, {"side": side}, name=f"{kind}_{side}")
                for side in ("member", "provider")
            ),
        ]
        return [*own, *super().get_urls()]


@admin.register(GuaranteeRules)
class GuaranteeRulesAdmin(AuditedAdmin):
    """Added, never changed: the newest version counts, and all before it stay to be read."""

    list_display = ["at", "by", "why", "alone", "days_after"]
    list_select_related = ["by"]
    search_fields = ["why"]
    fields = ["alone", "days_after", "invoice_days", "why"]

    def has_change_permission(self, request: HttpRequest, obj: GuaranteeRules | None = None) -> bool:
        """Never."""
        return False

    def save_model(self, request: HttpRequest, obj: GuaranteeRules, form: Any, change: bool) -> None:
        """A new version, with who wrote it and when."""
        obj.by, obj.at = colleague(request), timezone.now()
        super().save_model(request, obj, form, change)
        record(act="guaranteerules.written", by=obj.by, about=obj, now=obj.at, request=request)
