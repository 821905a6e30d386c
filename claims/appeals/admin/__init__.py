"""The desk of appeals: by time left, one appeal on one screen, and what one does with it."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from claims.appeals.admin import acts, papers
from claims.appeals.models import Appeal
from portal.look.templatetags.look import badge
from portal.members.desk import AuditedAdmin, ReadOnly

OPEN_FIRST = [
    Case(When(state__in=Appeal.OPEN, then=Value(0)), default=Value(1)),
    Case(When(state__in=Appeal.OPEN, then=F("due_on"))).asc(nulls_last=True),
    F("sent_at").desc(),
]


@admin.register(Appeal)
class AppealAdmin(ReadOnly, AuditedAdmin):
    """Appeals that were sent, the least time left first. A draft is its author's alone; a result is typed by nobody."""

    list_display = ["number", "claim_number", "family", "shown_state", "time_left", "received_on"]
    list_filter = ["state", "due_on"]
    search_fields = ["number", "claim__number", "claim__family__reference"]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        """Sent appeals only."""
        return Appeal.objects.sent().select_related("claim__family", "claim__patient__family", "settlement__decision")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """What waits first, and there the least time left."""
        return OPEN_FIRST

    @admin.display(description=_("claim"), ordering="claim__number")
    def claim_number(self, appeal: Appeal) -> str:
        """The claim it is about."""
        return appeal.claim.number

    @admin.display(description=_("family"), ordering="claim__family__reference")
    def family(self, appeal: Appeal) -> str:
        """Its reference number."""
        return appeal.claim.family.reference

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, appeal: Appeal) -> SafeString:
        """As a badge."""
        return badge(appeal.state, appeal.get_state_display(), appeal.tone)

    @admin.display(description=_("time left"), ordering="due_on")
    def time_left(self, appeal: Appeal) -> str:
        """Days until it must be decided."""
        return days_left(appeal, timezone.localdate()) if appeal.state in Appeal.OPEN else ""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one screen. Raises Http404 for a colleague whose role does not see what the care was."""
        appeal = self.get_object(request, object_id)
        if appeal is None or not request.user.has_perms(acts.SEES):
            raise Http404
        if request.method != "GET":
            raise PermissionDenied
        self._record(request, appeal, "read")
        return acts.shown(request, appeal, correct=request.GET.get("correct", ""))

    def get_urls(self) -> list[URLPattern]:
        """The papers of an appeal, and the acts on it."""
        own = [
            path("<uuid:appeal_id>/documents/<uuid:document_id>/", papers.document, name="appeals_appeal_document"),
            path("<uuid:appeal_id>/notice/", papers.notice, name="appeals_appeal_notice"),
            path("<uuid:appeal_id>/package/", papers.hand_over_package, name="appeals_appeal_package"),
            path("<uuid:appeal_id>/lines/<uuid:line_id>/prepare/", acts.prepare_facts, name="appeals_appeal_prepare"),
            path("<uuid:appeal_id>/act/<slug:name>/", acts.act, name="appeals_appeal_act"),
        ]
        return [*own, *super().get_urls()]


def days_left(appeal: Appeal, today: date) -> str:
    """In words, also when the day has passed."""
    days = appeal.days_left(today)
    if days < 0:
        return ngettext("late by %(days)s day", "late by %(days)s days", -days) % {"days": -days}
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
