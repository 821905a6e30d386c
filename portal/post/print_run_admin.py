"""The desk where letters are printed: prepare a run, print its PDF, say that it was posted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.post import print_runs
from portal.post.envelopes import in_address_order
from portal.post.models import Dispatch, PrintRun
from portal.post.print_runs import PrintRunRefused
from portal.post.read_only import ReadOnlyAdmin
from portal.post.signals import acted
from portal.vault import serving

View = Callable[..., HttpResponseBase]


@admin.register(PrintRun)
class PrintRunAdmin(ReadOnlyAdmin):
    """The runs, newest first; what waits for the next one stands on top."""

    list_display = ("number", "prepared_at", "prepared_by", "count", "posted_at", "posted_by")
    change_list_template = "admin/post/printrun/change_list.html"
    change_form_template = "admin/post/printrun/change_form.html"
    fields = ("number", "prepared_at", "prepared_by", "posted_at", "posted_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PrintRun]:
        return super().get_queryset(request).annotate(count=Count("letters"))

    @admin.display(description=gettext_lazy("letters"))
    def count(self, run: Any) -> int:
        """How many letters are in it."""
        return int(run.count)

    def get_urls(self) -> list[URLPattern]:
        """The acts of this desk, before Django's own pages."""
        acts: dict[str, tuple[View, str]] = {
            "prepare/": (require_POST(self.prepare), "prepare"),
            "<uuid:run_id>/pdf/": (require_safe(self.pdf), "pdf"),
            "<uuid:run_id>/posted/": (require_POST(self.posted), "posted"),
            "<uuid:run_id>/letters/<uuid:letter_id>/leave-out/": (require_POST(self.leave_out), "leave_out"),
        }
        ours = [
            path(route, self.admin_site.admin_view(view), name=f"post_printrun_{name}")
            for route, (view, name) in acts.items()
        ]
        return [*ours, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        waiting = Dispatch.objects.to_print().exclude(attachments=None).distinct().count()
        context = {"waiting": waiting, "may_prepare": request.user.has_perm("post.add_printrun")}
        return super().changelist_view(request, {**(extra_context or {}), **context})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        letters = in_address_order(run.letters.all()) if run else []
        context = {"letters": letters, "may_change": request.user.has_perm("post.change_printrun")}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def prepare(self, request: HttpRequest) -> HttpResponse:
        """Take the waiting letters into a run."""
        return self._act(request, "post.add_printrun", _prepared)

    def posted(self, request: HttpRequest, run_id: UUID) -> HttpResponse:
        """The letters of the run are in the mail."""
        return self._act(request, "post.change_printrun", partial(_posted, run_id))

    def leave_out(self, request: HttpRequest, run_id: UUID, letter_id: UUID) -> HttpResponse:
        """One letter waits for the next run."""
        return self._act(request, "post.change_printrun", partial(_left_out, run_id, letter_id))

    def pdf(self, request: HttpRequest, run_id: UUID) -> HttpResponseBase:
        """The PDF for the printer. It holds what members are written to: each reading is written down."""
        _allow(request, "post.change_printrun")
        run = get_object_or_404(PrintRun.objects.select_related("paper"), pk=run_id)
        if run.paper is None:
            raise Http404
        acted.send(PrintRun, act="print_run.read", by=request.user, about=run, now=timezone.now(), request=request)
        return serving.answer(run.paper.file, filename=run.paper.filename, media_type="application/pdf")

    def _act(self, request: HttpRequest, permission: str, act: Callable[[Any], tuple[PrintRun, str]]) -> HttpResponse:
        _allow(request, permission)
        try:
            run, said = act(request.user)
        except PrintRunRefused as refusal:
            self.message_user(request, str(refusal.message), messages.WARNING)
            return redirect("admin:post_printrun_changelist")
        self.message_user(request, said, messages.SUCCESS)
        return redirect("admin:post_printrun_change", run.pk)


def _allow(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _prepared(by: Any) -> tuple[PrintRun, str]:
    run = print_runs.prepare_print_run(by=by, now=timezone.now())
    count = run.letters.count()
    said = ngettext(
        "Print run %(number)s takes %(count)s letter.", "Print run %(number)s takes %(count)s letters.", count
    )
    return run, said % {"number": run.number, "count": count}


def _posted(run_id: UUID, by: Any) -> tuple[PrintRun, str]:
    run = get_object_or_404(PrintRun, pk=run_id)
    count = print_runs.mark_posted(run=run, by=by, now=timezone.now())
    said = ngettext("%(count)s letter is marked as posted.", "%(count)s letters are marked as posted.", count)
    return run, said % {"count": count}


def _left_out(run_id: UUID, letter_id: UUID, by: Any) -> tuple[PrintRun, str]:
    letter = get_object_or_404(Dispatch, pk=letter_id, print_run=run_id)
    print_runs.leave_out(letter=letter, by=by, now=timezone.now())
    return PrintRun.objects.get(pk=run_id), _("The letter waits for the next print run.")
