"""The desk's page of membership cards: whose card counts, and a new one for who lost hers."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.card.models import Card
from portal.card.replacing import CardReplaced, Why, replace_card
from portal.members.desk import ByReference, ReadOnly, colleague, desk_may

SEES, REPLACES = "card.view_card", "card.change_card"


class ReplaceForm(forms.Form):
    """Why the card is replaced."""

    why = forms.ChoiceField(label=gettext_lazy("What became of the card"), choices=Why.choices)

    def clean_why(self) -> Why:
        """One of the reasons."""
        return Why(self.cleaned_data["why"])


@admin.register(Card)
class CardAdmin(ReadOnly, ByReference):
    """The cards that count, one a person. What is in their codes is shown to nobody here."""

    list_display = ("person", "reference", "made_at")
    list_select_related = ("person__family",)
    search_fields = ("person__family__reference", "person__family_name", "person__given_name")
    ordering = ("person__family__reference", "person__number")
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Card]:
        """Those that were not replaced."""
        return Card.objects.valid().select_related("person__family")

    @admin.display(description=gettext_lazy("reference number"), ordering="person__family__reference")
    def reference(self, card: Card) -> str:
        """Her own, with the suffix."""
        return card.person.reference

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one screen of a card; showing it is an act."""
        card = self.get_object(request, object_id)
        if card is None or request.method not in ("GET", "HEAD") or not self.has_view_permission(request, card):
            return super().change_view(request, object_id, form_url, extra_context)
        self._record(request, card, "read")
        return shown(request, card, ReplaceForm())

    def get_urls(self) -> list[URLPattern]:
        """What can be done with a card, before Django's own pages."""
        return [path("<uuid:card_id>/replace/", replace, name="card_card_replace"), *super().get_urls()]


def shown(request: HttpRequest, card: Card, form: ReplaceForm, *, status: int = 200) -> HttpResponse:
    """The screen of a card: whose, since when, the ones before it, and the form to replace it."""
    context = {
        **admin.site.each_context(request),
        "title": _("Membership card of %(name)s") % {"name": card.person.full_name},
        "opts": Card._meta,
        "is_nav_sidebar_enabled": False,
        "card": card,
        "before": Card.objects.filter(person=card.person).exclude(pk=card.pk).order_by("-made_at"),
        "form": form if request.user.has_perm(REPLACES) else None,
    }
    return render(request, "admin/card/card.html", context, status=status)


@desk_may(SEES, REPLACES)
@require_POST
def replace(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """A new card for that person; of two colleagues the second is led to it."""
    card, form = get_object_or_404(Card.objects.select_related("person__family"), pk=card_id), ReplaceForm(request.POST)
    if not form.is_valid():
        return shown(request, card, form, status=422)
    now, by = timezone.now(), colleague(request)
    try:
        replace_card(card_id=card.pk, why=form.cleaned_data["why"], by=by, now=now, request=request)
        messages.success(request, _("Renewed. The member is told; the code of the card before confirms nothing."))
    except CardReplaced as refusal:
        messages.error(request, str(refusal.message))
    return redirect("admin:card_card_change", Card.objects.valid().get(person=card.person).pk)
