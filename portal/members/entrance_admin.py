"""The desk for members who cannot sign in: found by number or name, who is on the telephone, and the acts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.look.templatetags.look import badge
from portal.members import entrance_acts as acts
from portal.members.desk import ByReference, ReadOnly, colleague, desk_may
from portal.members.entrance_forms import DeskEmailForm, IdentityForm, NoForm, PermissionChoice
from portal.members.entrance_screen import screen
from portal.members.invitations import invite
from portal.members.models import Entrance
from portal.members.standing import standing_of

SEES, HELPS = "members.view_entrance", "members.help_in"


@dataclass(frozen=True)
class Act:
    """A form, the act it fills, and what is said when it is done."""

    form: type[forms.Form]
    do: Callable[..., Any]
    done: Promise


ACTS = {
    "identity": Act(IdentityForm, acts.identity, gettext_lazy("Written down.")),
    "send": Act(NoForm, acts.send, gettext_lazy("The code is on its way by e-mail.")),
    "letter": Act(NoForm, acts.letter, gettext_lazy("The letter is being written; it waits for the next print run.")),
    "read_out": Act(NoForm, acts.read_out, gettext_lazy("Read it out now.")),
    "end": Act(NoForm, acts.end, gettext_lazy("Her codes no longer work.")),
    "returned": Act(NoForm, acts.returned, gettext_lazy("Written down. The code in it no longer works.")),
    "email": Act(DeskEmailForm, acts.email, gettext_lazy("The new address is in use.")),
    "factor": Act(NoForm, acts.factor, gettext_lazy("Done, or waiting for a colleague: see below.")),
    "end_permission": Act(
        PermissionChoice, acts.end_permission, gettext_lazy("The permission has ended. Both are told.")
    ),
    "agree": Act(NoForm, acts.agree, gettext_lazy("The second factor is gone. The member is told.")),
}


@admin.register(Entrance)
class EntranceAdmin(ReadOnly, ByReference):
    """People, as those who help them in see them."""

    list_display = ("family_name", "given_name", "number_shown", "born_on", "state")
    list_select_related = ("family", "user")
    search_fields = ("family__reference", "family_name", "given_name")
    ordering = ("family__reference", "number")
    list_per_page = 50
    actions = ("invite",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entrance]:
        """With what the state is read from."""
        return super().get_queryset(request).prefetch_related("activation_codes")

    def has_help_permission(self, request: HttpRequest) -> bool:
        """Who may send first codes."""
        return bool(request.user.has_perm(HELPS))

    @admin.action(description=gettext_lazy("Invite: send the first activation code"), permissions=["help"])
    def invite(self, request: HttpRequest, queryset: QuerySet[Entrance]) -> None:
        """By e-mail or welcome letter; who has an account or a code, children and people without address are left."""
        by, now = colleague(request), timezone.now()
        sent = [invite(person=person, by=by, now=now, request=request) for person in queryset]
        told = {"sent": sent.count(True), "left": sent.count(False)}
        messages.info(request, _("%(sent)s invited, %(left)s left as they are.") % told)

    @admin.display(description=gettext_lazy("reference number"))
    def number_shown(self, person: Entrance) -> str:
        """Her own, with the suffix."""
        return person.reference

    @admin.display(description=gettext_lazy("sign-in"))
    def state(self, person: Entrance) -> SafeString:
        """As a badge."""
        found = standing_of(person, timezone.now(), with_tries=False)
        return badge(found.word, str(found.label), found.tone)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one screen of a person; showing it is an act."""
        if not request.user.has_perm(SEES):
            raise PermissionDenied
        person = self.get_object(request, object_id)
        if person is None:
            raise Http404
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        self._record(request, person, "read")
        return shown(request, person)

    def get_urls(self) -> list[URLPattern]:
        """The acts, before Django's own pages."""
        made = [path(f"<uuid:person_id>/{name}/", _view(name), name=f"members_entrance_{name}") for name in ACTS]
        return [*made, *super().get_urls()]


def shown(request: HttpRequest, person: Entrance, *, status: int = 200, **in_hand: Any) -> HttpResponse:
    """The screen, perhaps with a form in hand."""
    context = {
        **admin.site.each_context(request),
        **screen(person, colleague(request), timezone.now()),
        "title": person.full_name,
        "opts": Entrance._meta,
        "may_help": request.user.has_perm(HELPS),
        **in_hand,
    }
    return render(request, "admin/members/entrance/screen.html", context, status=status)


def _view(name: str) -> Callable[..., HttpResponseBase]:
    known = ACTS[name]

    @desk_may(SEES, HELPS)
    @never_cache
    @require_POST
    def act(request: HttpRequest, person_id: UUID) -> HttpResponse:
        person = get_object_or_404(Entrance.objects.select_related("family", "user"), pk=person_id)
        form = known.form(request.POST)
        if not form.is_valid():
            return shown(request, person, status=422, **{f"{name}_form": form, "form": form})
        whose: dict[str, Any] = {"person": person, "by": colleague(request), "now": timezone.now(), "request": request}
        try:
            code = known.do(form=form, **whose)
        except acts.REFUSALS as refusal:
            form.add_error(None, str(refusal.message))
            return shown(request, person, status=422, **{f"{name}_form": form, "form": form})
        if isinstance(code, str) and code:
            # The only answer that holds the code: not kept by the browser, and not led to by an address.
            context = {**admin.site.each_context(request), "title": _("New activation code"), "code": code}
            return render(request, "members/code_once.html", {**context, "person": person})
        messages.success(request, str(known.done))
        return redirect("admin:members_entrance_change", person.pk)

    return act
