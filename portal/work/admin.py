"""The work list as staff see it: what was given up comes first."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.work import jobs
from portal.work.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    """Reading, and “try again” for parked jobs. Nothing is written by hand."""

    list_display = ("kind", "state", "attempts", "due_at", "last_problem", "created_at", "finished_at")
    list_filter = ("state", "kind")
    show_facets = admin.ShowFacets.ALWAYS
    actions = ("try_again",)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        parked_first = Case(When(state="parked", then=Value(0)), When(state="waiting", then=Value(1)), default=Value(2))
        return super().get_queryset(request).annotate(rank=parked_first).order_by("rank", "-due_at")

    @admin.action(description=_("Try again"), permissions=["change"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Open the chosen parked jobs again."""
        chosen = list(queryset.filter(state=Job.State.PARKED))
        opened = jobs.reopen(jobs=chosen, now=timezone.now(), by=str(request.user.pk))
        for job in chosen:
            self.log_change(request, job, "try again")
        text = ngettext("%(count)s job will be tried again.", "%(count)s jobs will be tried again.", opened)
        self.message_user(request, text % {"count": opened}, messages.SUCCESS if opened else messages.WARNING)

    def get_readonly_fields(self, request: HttpRequest, obj: Job | None = None) -> list[str]:
        return [field.name for field in Job._meta.fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False
