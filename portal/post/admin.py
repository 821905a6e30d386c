"""The outbox and the papers as staff see them: that something left and how, never what it said."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Case, Model, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.post.models import Dispatch, Paper


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looking only."""

    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Dispatch)
class DispatchAdmin(ReadOnlyAdmin):
    """What left, what waits, what was refused."""

    list_display = ("kind", "channel", "state", "tries", "proof", "created_at", "sent_at")
    list_filter = ("state", "channel", "kind", "language")
    fields = (
        *("kind", "channel", "language", "masked_recipient", "state", "tries", "refusals", "proof", "message_id"),
        *("created_at", "sent_at", "papers"),
    )
    readonly_fields = ("masked_recipient", "papers")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dispatch]:
        troubled_first = Case(When(state__in=["refused", "parked"], then=Value(0)), default=Value(1))
        rows = super().get_queryset(request).defer("body_text", "body_html")
        return rows.annotate(rank=troubled_first).order_by("rank", "-created_at")

    @admin.display(description=_("recipient"))
    def masked_recipient(self, dispatch: Dispatch) -> str:
        """Enough to find a typing error in the domain."""
        if dispatch.channel == Dispatch.Channel.LETTER:
            return "…"
        name, _at, domain = dispatch.recipient.rpartition("@")
        return f"{name[:1]}…@{domain}"

    @admin.display(description=_("papers"))
    def papers(self, dispatch: Dispatch) -> str:
        """How many papers went along."""
        return str(dispatch.attachments.count())


@admin.register(Paper)
class PaperAdmin(ReadOnlyAdmin):
    """That a paper was issued; the paper itself is opened where it belongs, where reading is written down."""

    list_display = ("kind", "language", "pages", "bytes", "created_at")
    list_filter = ("kind", "language")
    fields = ("kind", "title", "language", "pages", "bytes", "sha256", "created_at")
