"""The desk of hardship: who is near the maximum, and the case with the word of each side."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from claims.hardship.cases import PERMISSIONS, HardshipRefused, latest, open_case, take_position
from claims.hardship.figures import beyond_maximum, family_s_year
from claims.hardship.forms import AskForm, PositionForm
from claims.hardship.models import HardshipCase, HardshipPosition, MaximumNotice
from portal.benefits.money import rounded
from portal.look.templatetags.look import badge
from portal.look.words import money
from portal.members.desk import AuditedAdmin, ReadOnly, colleague, desk_may

SEES = "hardship.view_hardshipcase"


@admin.register(HardshipCase)
class HardshipCaseAdmin(ReadOnly, AuditedAdmin):
    """Cases, those being examined first. No amount is typed that the engine does not pay by itself."""

    list_display = ["number", "reference", "year", "shown_state", "above", "opened_at"]
    list_filter = ["state", "year"]
    search_fields = ["number", "person__family__reference"]
    ordering = ["-state", "opened_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[HardshipCase]:
        """With whose they are."""
        return HardshipCase.objects.select_related("person__family", "opened_by")

    @admin.display(description=gettext_lazy("family"), ordering="person__family__reference")
    def reference(self, case: HardshipCase) -> str:
        """Its reference number."""
        return case.person.family.reference

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, case: HardshipCase) -> SafeString:
        """As a badge."""
        return badge(case.state, case.get_state_display(), case.tone)

    @admin.display(description=gettext_lazy("above the overall maximum"))
    def above(self, case: HardshipCase) -> str:
        """With its currency."""
        return money(rounded(case.beyond, case.currency), case.currency)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one screen of a case."""
        case = self.get_object(request, object_id)
        if case is None or not request.user.has_perm(SEES):
            raise Http404
        if request.method != "GET":
            raise PermissionDenied
        self._record(request, case, "read")
        return shown(request, case)

    def get_urls(self) -> list[URLPattern]:
        """The acts on a case."""
        own = [
            path("<uuid:case_id>/position/<slug:side>/", position, name="hardship_hardshipcase_position"),
            path("open/<uuid:notice_id>/", open_for, name="hardship_hardshipcase_open"),
        ]
        return [*own, *super().get_urls()]


@admin.register(MaximumNotice)
class MaximumNoticeAdmin(ReadOnly, AuditedAdmin):
    """Who came near the overall maximum, the latest first."""

    list_display = ["reference", "year", "percent", "paid", "told_at", "act"]
    list_filter = ["year", "percent"]
    list_select_related = ["person__family"]
    search_fields = ["person__family__reference"]

    def has_view_permission(self, request: HttpRequest, obj: MaximumNotice | None = None) -> bool:
        """Who sees the cases sees who may need one."""
        return request.user.has_perm(SEES)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return request.user.has_perm(SEES)

    @admin.display(description=gettext_lazy("person"), ordering="person__family__reference")
    def reference(self, notice: MaximumNotice) -> str:
        """Her reference number."""
        return notice.person.reference

    @admin.display(description=gettext_lazy("reimbursed by then"))
    def paid(self, notice: MaximumNotice) -> str:
        """Of how much."""
        amounts = (money(rounded(one, notice.currency), notice.currency) for one in (notice.reimbursed, notice.maximum))
        return _("%(paid)s of %(maximum)s") % dict(zip(("paid", "maximum"), amounts, strict=True))

    @admin.display(description=gettext_lazy("hardship"))
    def act(self, notice: MaximumNotice) -> SafeString | str:
        """Where a case can be opened, or is."""
        case = HardshipCase.objects.filter(person=notice.person_id, year=notice.year).order_by("-opened_at").first()
        if case:
            return badge(case.state, case.get_state_display(), case.tone)
        address = reverse("admin:hardship_hardshipcase_open", args=[notice.pk])
        return format_html('<a href="{}">{}</a>', address, _("Open a case"))


def shown(request: HttpRequest, case: HardshipCase, *, status: int = 200, **in_hand: Any) -> HttpResponse:
    """The screen of a case, perhaps with a form in hand."""
    said = latest(case)
    sides = [
        {
            "side": side,
            "said": said.get(side),
            "form": PositionForm(prefix=side, initial={"amount": f"{rounded(case.beyond, case.currency):f}"}),
            "may": case.state == HardshipCase.State.OPEN and request.user.has_perm(PERMISSIONS[side]),
        }
        for side in HardshipPosition.Side
    ]
    for one in sides:
        if in_hand.get("side") == one["side"]:
            one["form"] = in_hand["form"]
    context = {
        **admin.site.each_context(request),
        "title": _("Hardship case %(number)s") % {"number": case.number},
        "opts": HardshipCase._meta,
        "case": case,
        "sides": sides,
        "positions": case.positions.select_related("by"),
        "form": in_hand.get("form"),
        "is_nav_sidebar_enabled": False,
    }
    return render(request, "admin/hardship/hardshipcase/screen.html", context, status=status)


@desk_may(SEES)
@require_POST
def position(request: HttpRequest, case_id: UUID, side: str) -> HttpResponse:
    """The word of one side. Raises Http404 for who does not speak for it."""
    if side not in HardshipPosition.Side or not request.user.has_perm(PERMISSIONS[HardshipPosition.Side(side)]):
        raise Http404
    case = get_object_or_404(HardshipCase.objects.select_related("person__family", "opened_by"), pk=case_id)
    form = PositionForm(request.POST, prefix=side)
    if form.is_valid():
        try:
            done = take_position(
                case_id=case.pk,
                side=HardshipPosition.Side(side),
                **form.cleaned_data,
                by=colleague(request),
                now=timezone.now(),
                request=request,
            )
        except HardshipRefused as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            is_open = done.state == HardshipCase.State.OPEN
            decided = _("Decided together. The member is told.")
            messages.success(request, _("Written down. The other side has to agree.") if is_open else decided)
            return redirect("admin:hardship_hardshipcase_change", case.pk)
    return shown(request, case, status=422, side=side, form=form)


@desk_may(SEES)
def open_for(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Open a case for somebody who came near the maximum."""
    notice = get_object_or_404(MaximumNotice.objects.select_related("person__family"), pk=notice_id)
    if not any(request.user.has_perm(permission) for permission in PERMISSIONS.values()):
        raise Http404
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            case = open_case(
                person=notice.person,
                year=notice.year,
                **form.cleaned_data,
                by=colleague(request),
                now=timezone.now(),
                request=request,
            )
            return redirect("admin:hardship_hardshipcase_change", case.pk)
        except HardshipRefused as refusal:
            form.add_error(refusal.field or None, refusal.message)
    context = {
        **admin.site.each_context(request),
        "title": _("Open a hardship case"),
        "opts": HardshipCase._meta,
        "notice": notice,
        "year": family_s_year(notice.person.family, notice.year),
        "beyond": beyond_maximum(notice.person, notice.year),
        "form": form,
        "is_nav_sidebar_enabled": False,
    }
    return render(request, "admin/hardship/hardshipcase/open.html", context)
