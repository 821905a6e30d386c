"""The desk of estimates: what came, the links of a request, and keying in what came on paper or by phone."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.estimates.admin import desk, papers
from approvals.estimates.models import CostEstimate, EstimateRules
from approvals.estimates.office import write_rules
from portal.look.words import money
from portal.members.desk import AuditedAdmin, ReadOnly, colleague


@admin.register(CostEstimate)
class CostEstimateAdmin(ReadOnly, AuditedAdmin):
    """Received estimates, the latest first. None is changed: a new one replaces it."""

    list_display = ["number", "request_number", "provider_name", "total", "source", "received_at", "is_replaced"]
    list_filter = ["source", "country", "received_at"]
    search_fields = ["number", "request__number", "provider_name"]
    ordering = ["-received_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CostEstimate]:
        """Received ones, with whose they are."""
        received = CostEstimate.objects.received().select_related("request__person__family")
        return received.prefetch_related("lines__estimate")

    @admin.display(description=_("request"), ordering="request__number")
    def request_number(self, estimate: CostEstimate) -> str:
        """The request it is for."""
        return estimate.request.number

    @admin.display(description=_("total"))
    def total(self, estimate: CostEstimate) -> str:
        """With its currency."""
        return money(estimate.total, estimate.currency)

    @admin.display(description=_("replaced"), boolean=True)
    def is_replaced(self, estimate: CostEstimate) -> bool:
        """Whether a newer one counts."""
        return estimate.replaced_by_id is not None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """An estimate is read beside the others of its request."""
        estimate = self.get_object(request, object_id)
        if estimate is None or not request.user.has_perm(desk.SEES):
            raise Http404
        if request.method != "GET":
            raise PermissionDenied
        self._record(request, estimate, "read")
        return redirect("admin:estimates_costestimate_of", estimate.request_id)

    def get_urls(self) -> list[URLPattern]:
        """The screen of a request's estimates, its papers, and the acts."""
        of = "of/<uuid:request_id>/"
        own = [
            path(of, desk.of_request, name="estimates_costestimate_of"),
            path(f"{of}key/", desk.key, name="estimates_costestimate_key"),
            path(f"{of}links/", desk.make, name="estimates_costestimate_link"),
            path(f"{of}links/<uuid:link_id>/revoke/", desk.revoke, name="estimates_costestimate_revoke"),
            path(f"{of}papers/<uuid:document_id>/", papers.paper, name="estimates_costestimate_paper"),
            path(f"{of}papers/<uuid:document_id>/picture/", papers.picture, name="estimates_costestimate_picture"),
        ]
        return [*own, *super().get_urls()]


@admin.register(EstimateRules)
class EstimateRulesAdmin(AuditedAdmin):
    """Added, never changed: the newest version counts, and all before it stay to be read."""

    list_display = ["at", "by", "why", "link_days", "live_links", "links_a_day"]
    list_select_related = ["by"]
    search_fields = ["why"]
    fields = ["link_days", "live_links", "links_a_day", "why"]

    def has_change_permission(self, request: HttpRequest, obj: EstimateRules | None = None) -> bool:
        """Never."""
        return False

    def save_model(self, request: HttpRequest, obj: EstimateRules, form: Any, change: bool) -> None:
        """By the verb, which writes the entry on the trail too."""
        write_rules(rules=obj, by=colleague(request), now=timezone.now(), request=request)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's own log only: the verb has written ours."""
        return admin.ModelAdmin.log_addition(self, request, obj, message)
