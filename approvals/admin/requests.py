"""The queue of requests: what is with us by the time that is left, then what waits for somebody, then what ended."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.admin import acts
from approvals.clock import clock_of
from approvals.models import CareRequest, RequestRules
from approvals.templatetags.approvals import hours_words
from portal.look.templatetags.look import badge
from portal.members.desk import AuditedAdmin, ReadOnly, colleague

State = CareRequest.State
BY_TIME_LEFT = [
    Case(
        When(state=State.SENT, is_emergency=True, then=Value(0)),
        When(state=State.SENT, then=Value(1)),
        When(state__in=CareRequest.WAITS, then=Value(2)),
        default=Value(3),
    ),
    Case(When(state__in=CareRequest.OPEN, then=F("due_at"))).asc(nulls_last=True),
    F("sent_at").desc(),
]


@admin.register(CareRequest)
class CareRequestAdmin(ReadOnly, AuditedAdmin):
    """Requests that were sent. A draft is its author's alone; facts are corrected on the screen of one request."""

    list_display = ["number", "family", "kind", "place", "from_on", "shown_needs", "shown_state", "time_left"]
    list_filter = ["state", "needs", "kind", "is_emergency", "is_short_notice"]
    search_fields = ["number", "person__family__reference"]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[CareRequest]:
        """Sent requests that her role sees."""
        return acts.seen_by(colleague(request))

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """The least time left first, emergencies before all."""
        return BY_TIME_LEFT

    @admin.display(description=_("family"), ordering="person__family__reference")
    def family(self, care: CareRequest) -> str:
        """Its reference number."""
        return care.person.family.reference

    @admin.display(description=_("provider"))
    def place(self, care: CareRequest) -> str:
        """Who is to give the care."""
        return care.place

    @admin.display(description=_("asks for"), ordering="needs")
    def shown_needs(self, care: CareRequest) -> str:
        """What the plan asks for."""
        return str(care.get_needs_display())

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, care: CareRequest) -> SafeString:
        """As badges."""
        state = badge(care.state, care.get_state_display(), care.tone)
        if care.is_emergency:
            return format_html("{} {}", state, badge("emergency", gettext("Emergency"), "danger"))
        return (
            format_html("{} {}", state, badge("short", gettext("Short notice"), "warning"))
            if care.is_short_notice
            else state
        )

    @admin.display(description=_("time left"), ordering="due_at")
    def time_left(self, care: CareRequest) -> str | SafeString:
        """Of ours, until the promise is broken; marked before that."""
        clock = clock_of(care, rules=RequestRules.objects.in_force(), now=timezone.now())
        if clock is None:
            return ""
        left = hours_words(clock.left)
        if clock.is_late:
            return badge("late", gettext("late by %(time)s") % {"time": left}, "danger")
        if clock.stands:
            return gettext("%(time)s, standing") % {"time": left}
        return badge("soon", left, "warning") if clock.is_alarming else left

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one screen. Raises Http404 for a colleague whose role does not see it."""
        care = self.get_object(request, object_id)
        if care is None or not request.user.has_perms(acts.SEES):
            raise Http404
        if request.method != "GET":
            raise PermissionDenied
        self._record(request, care, "read")
        return acts.shown(request, care)

    def get_urls(self) -> list[URLPattern]:
        """The documents of a request, and the acts on it."""
        paper = "<uuid:request_id>/documents/<uuid:document_id>/"
        own = [
            path(paper, acts.document, name="approvals_carerequest_document"),
            path(f"{paper}picture/", acts.picture, name="approvals_carerequest_picture"),
            path("<uuid:request_id>/act/<slug:name>/", acts.act, name="approvals_carerequest_act"),
        ]
        return [*own, *super().get_urls()]
