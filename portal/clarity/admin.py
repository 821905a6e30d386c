"""What members found clear and what not: counts by month and kind, and the words, which reading writes down."""

import csv
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.clarity import results
from portal.clarity.answering import KEPT
from portal.clarity.asking import Kind
from portal.clarity.models import Opinion
from portal.members import audit
from portal.members.desk import AuditedAdmin, ReadOnly, colleague

PER_PAGE = 25
READ_WORDS = "clarity.read_words"


@admin.register(Opinion)
class OpinionAdmin(ReadOnly, AuditedAdmin):
    """No list of answers: what one person said about one decision is nobody's business but as words she wrote."""

    def get_urls(self) -> list[URLPattern]:
        """The words, and the counts as a table to take along."""
        guard = self.admin_site.admin_view
        return [
            path("words/", guard(self.words), name="clarity_opinion_words"),
            path("table/", guard(self.table), name="clarity_opinion_table"),
            *super().get_urls(),
        ]

    def has_view_permission(self, request: HttpRequest, obj: Opinion | None = None) -> bool:
        """The counts; never the page of one answer."""
        return obj is None and super().has_view_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Counts by month and kind, with their trend."""
        self._refuse(request, "clarity.view_opinion")
        now = timezone.now()
        found = results.tallies(now=now)
        context = {
            **self._frame(request, _("Was this clear?")),
            "tallies": found,
            "trends": results.trends(found, now=now),
            "months": results.months_until(now),
            "may_read_words": request.user.has_perm(READ_WORDS),
        }
        return render(request, "admin/clarity/results.html", context)

    def words(self, request: HttpRequest) -> HttpResponse:
        """What members wrote, newest first; without names. Reading a page of it is an act."""
        self._refuse(request, READ_WORDS)
        kind = next((one for one in Kind if one == request.GET.get("kind")), None)
        unclear = request.GET.get("clear") == "no"
        found = results.with_words(kind=kind, is_clear=False if unclear else None).select_related("person")
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        now, reader = timezone.now(), colleague(request)
        for opinion in page.object_list:
            audit.record(act="opinion.read", by=reader, about=opinion, now=now, request=request)
        context = {
            **self._frame(request, _("In their words")),
            "page": page,
            "kinds": Kind.choices,
            "kind": kind,
            "is_unclear": unclear,
            "kept_months": round(KEPT.days / 30.5),
        }
        return render(request, "admin/clarity/words.html", context)

    def table(self, request: HttpRequest) -> HttpResponse:
        """The counts as CSV: no words, nobody's name."""
        self._refuse(request, "clarity.view_opinion")
        found = results.tallies(now=timezone.now())
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="was-this-clear.csv"'
        rows = csv.writer(answer)
        rows.writerow(["month", "kind", "answers", "clear", "unclear", "percent_clear", "with_words"])
        for one in found:
            facts = [one.answers, one.clear, one.unclear, one.percent, one.with_words]
            rows.writerow([f"{one.month:%Y-%m}", one.kind.value, *facts])
        return answer

    def _refuse(self, request: HttpRequest, permission: str) -> None:
        if not request.user.has_perm(permission):
            raise PermissionDenied

    def _frame(self, request: HttpRequest, title: str) -> dict[str, Any]:
        frame = self.admin_site.each_context(request)
        return {**frame, "title": title, "opts": Opinion._meta, "is_nav_sidebar_enabled": False}
