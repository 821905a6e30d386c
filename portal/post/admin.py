"""The outbox and the papers as staff see them: that something left and how, never what it said."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.post.models import Dispatch, Paper
from portal.post.print_run_admin import PrintRunAdmin
from portal.post.read_only import ReadOnlyAdmin

__all__ = ["DispatchAdmin", "PaperAdmin", "PrintRunAdmin"]


@admin.register(Dispatch)
class DispatchAdmin(ReadOnlyAdmin):
    """What left, what waits, what was refused."""

    list_display = ("kind", "channel", "state", "tries", "proof", "created_at", "sent_at")
    list_filter = ("state", "channel", "kind", "language")
    fields = (
        *("kind", "channel", "language", "masked_recipient", "state", "tries", "refusals", "proof", "message_id"),
        *("created_at", "sent_at", "papers", "print_run", "instead_of", "went_instead"),
    )
    readonly_fields = ("masked_recipient", "papers", "went_instead")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dispatch]:
        troubled = Q(state__in=["refused", "returned", "parked"], letter_instead=None)
        troubled_first = Case(When(troubled, then=Value(0)), default=Value(1))
        rows = super().get_queryset(request).defer("body_text", "body_html")
        return rows.annotate(rank=troubled_first).order_by("rank", "-created_at")

    @admin.display(description=_("recipient"))
    def masked_recipient(self, dispatch: Dispatch) -> str:
        """Enough to find a typing error in the domain."""
        if dispatch.channel == Dispatch.Channel.LETTER:
            return "…"
        name, _at, domain = dispatch.recipient.rpartition("@")
        return f"{name[:1]}…@{domain}"

    @admin.display(description=_("letter instead"))
    def went_instead(self, dispatch: Dispatch) -> str:
        """The letter that follows a mail nobody got."""
        letter = Dispatch.objects.filter(instead_of=dispatch).first()
        return letter.get_state_display() if letter else "–"

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
