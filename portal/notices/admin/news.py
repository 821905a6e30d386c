"""The desk's list of news of the plan. Each opens as one screen: what members read, what waits, every version."""

from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.look.templatetags.look import badge
from portal.members.desk import AuditedAdmin, ReadOnly
from portal.notices.admin import news_pages
from portal.notices.models import News


@admin.register(News)
class NewsAdmin(ReadOnly, AuditedAdmin):
    """What waits first, then the newest."""

    list_display = ["heading", "state", "shown_from", "changed_at"]
    list_filter = [("draft", admin.EmptyFieldListFilter), ("published", admin.EmptyFieldListFilter)]
    search_fields = ["versions__heading"]
    list_select_related = ["published", "draft"]

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Drafts in front."""
        return [F("draft_id").desc(nulls_last=True), "-changed_at"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who writes news may begin one."""
        return request.user.has_perm(news_pages.WRITES)

    @admin.display(description=gettext_lazy("heading"))
    def heading(self, news: News) -> str:
        """Of the draft, else as members read it."""
        return str(news)

    @admin.display(description=gettext_lazy("shown from"))
    def shown_from(self, news: News) -> Any:
        """The day of the same text."""
        version = news.draft or news.published
        return version.shown_from if version else None

    @admin.display(description=gettext_lazy("state"))
    def state(self, news: News) -> SafeString:
        """What is to be done."""
        if news.withdrawn_at:
            return badge("closed", pgettext("news", "Withdrawn"), "neutral")
        if news.draft_id:
            return badge("waiting", _("Waits for a colleague"), "info")
        if news.published_id:
            return badge("done", _("Published"), "success")
        return badge("closed", _("Not published"), "neutral")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A new piece."""
        return news_pages.begin(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One piece with all its texts."""
        news = self.get_object(request, object_id)
        if news is None or not self.has_view_permission(request, news):
            raise Http404
        return news_pages.screen(request, news)

    def get_urls(self) -> list[URLPattern]:
        """Writing, seeing how it will look, and the acts."""
        own = [
            path("preview/", news_pages.preview, name="notices_news_preview"),
            path("<uuid:news_id>/write/", news_pages.write, name="notices_news_write"),
            path("<uuid:news_id>/versions/<int:number>/", news_pages.version, name="notices_news_version"),
            path("<uuid:news_id>/act/<slug:code>/", news_pages.act, name="notices_news_act"),
        ]
        return [*own, *super().get_urls()]
