"""The queue of conversations: what waits by the time that is left, then the rest."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.help.admin import acts
from portal.help.clock import clock_of
from portal.help.models import Enquiry
from portal.help.templatetags.enquiries import time_words
from portal.look.templatetags.look import badge
from portal.members.desk import AuditedAdmin, ReadOnly, colleague

BY_TIME_LEFT = [
    Case(When(state__in=Enquiry.OPEN, then=Value(0)), default=Value(1)),
    Case(When(state__in=Enquiry.OPEN, then=F("due_at"))).asc(nulls_last=True),
    F("changed_at").desc(),
]


@admin.register(Enquiry)
class EnquiryAdmin(ReadOnly, AuditedAdmin):
    """Conversations that were sent, as far as the colleague's team has them in hand. A draft is its author's alone."""

    list_display = ["number", "member", "topic", "channel", "team", "shown_state", "time_left", "language"]
    list_filter = ["state", "team", "topic", "channel", "language"]
    search_fields = ["number", "person__family__reference"]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enquiry]:
        """What her role sees."""
        return acts.seen_by(colleague(request))

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """The least time left first."""
        return BY_TIME_LEFT

    @admin.display(description=_("member"), ordering="person__family__reference")
    def member(self, enquiry: Enquiry) -> str:
        """The reference number, or that nobody knows."""
        return enquiry.person.reference if enquiry.person else gettext("not confirmed")

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, enquiry: Enquiry) -> SafeString:
        """As a badge."""
        return badge(enquiry.state, enquiry.get_state_display(), enquiry.tone)

    @admin.display(description=_("time left"), ordering="due_at")
    def time_left(self, enquiry: Enquiry) -> str | SafeString:
        """Until the promise is broken; marked before that."""
        clock = clock_of(enquiry, now=timezone.now())
        if clock is None:
            return ""
        left = time_words(clock.left)
        if clock.is_late:
            return badge("late", gettext("late by %(time)s") % {"time": left}, "danger")
        return badge("soon", left, "warning") if clock.is_alarming else left

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one screen. Raises Http404 for a colleague whose team does not have it."""
        enquiry = self.get_object(request, object_id)
        if enquiry is None or not request.user.has_perm(acts.SEES):
            raise Http404
        if request.method != "GET":
            raise PermissionDenied
        self._record(request, enquiry, "read")
        return acts.shown(request, enquiry)

    def get_urls(self) -> list[URLPattern]:
        """The documents of a conversation, and the acts on it."""
        own = [
            path("<uuid:enquiry_id>/documents/<uuid:document_id>/", acts.document, name="help_enquiry_document"),
            path("<uuid:enquiry_id>/act/<slug:name>/", acts.act, name="help_enquiry_act"),
        ]
        return [*own, *super().get_urls()]
