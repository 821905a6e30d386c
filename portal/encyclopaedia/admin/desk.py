"""The desk's list of articles: what waits first. Each opens as one screen with its texts and their history."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.encyclopaedia.admin import writing
from portal.encyclopaedia.models import Article
from portal.encyclopaedia.shelf import ENGLISH
from portal.look.templatetags.look import badge
from portal.members.desk import AuditedAdmin, ReadOnly


def _newer_english() -> Exists:
    """Of an article in the query around it."""
    english = Article.objects.filter(slug=OuterRef("slug"), language=ENGLISH)
    return Exists(english.filter(published__at__gt=OuterRef("published__at")))


class BehindFilter(admin.SimpleListFilter):
    """Translations that have not followed the English text."""

    title = gettext_lazy("translation")
    parameter_name = "translation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """One choice beside all."""
        return [("behind", _("The English text is newer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those whose English text was published from a later version."""
        return queryset.filter(_newer_english()) if self.value() == "behind" else queryset


@admin.register(Article)
class ArticleAdmin(ReadOnly, AuditedAdmin):
    """Articles by name. Texts are written on their own page, each a version."""

    list_display = ["slug", "title", "language", "state", "changed_at"]
    list_filter = [
        "language",
        ("draft", admin.EmptyFieldListFilter),
        ("offered", admin.EmptyFieldListFilter),
        ("published", admin.EmptyFieldListFilter),
        BehindFilter,
    ]
    search_fields = ["slug"]
    list_per_page = 100
    list_select_related = ["published"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """With whether the English text is newer."""
        return super().get_queryset(request).annotate(is_behind=_newer_english())

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """What waits in front."""
        waits = [F(name).desc(nulls_last=True) for name in ("offered_id", "draft_id")]
        return [*waits, "slug", "language"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who writes articles may begin one."""
        return request.user.has_perm(writing.WRITES)

    @admin.display(description=gettext_lazy("title"))
    def title(self, article: Article) -> str:
        """As readers see it."""
        return str(article.published.content["title"]) if article.published else ""

    @admin.display(description=gettext_lazy("state"))
    def state(self, article: Article) -> SafeString:
        """What is to be done."""
        if article.offered_id:
            return badge("waiting", _("The release has another text"), "warning")
        if article.draft_id:
            return badge("waiting", _("A draft waits"), "info")
        if article.is_behind:  # type: ignore[attr-defined]
            return badge("waiting", _("The English text is newer"), "warning")
        if article.published_id:
            return badge("done", _("Published"), "success")
        return badge("closed", _("Not published"), "neutral")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A new article, or one more language of one."""
        return writing.begin(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One article with all its texts."""
        article = self.get_object(request, object_id)
        if article is None or not self.has_view_permission(request, article):
            raise Http404
        return writing.screen(request, article)

    def get_urls(self) -> list[URLPattern]:
        """Writing, seeing how a text will look, and the acts."""
        one = "<slug:key>/<slug:name>"
        own = [
            path(f"{one}/write/", writing.write, name="encyclopaedia_article_write"),
            path(f"{one}/preview/", writing.preview, name="encyclopaedia_article_preview"),
            path(f"{one}/act/<slug:code>/", writing.act, name="encyclopaedia_article_act"),
            path(f"{one}/versions/<int:number>/", writing.version, name="encyclopaedia_article_version"),
        ]
        return [*own, *super().get_urls()]
