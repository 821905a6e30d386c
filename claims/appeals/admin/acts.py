"""What one does with an appeal at the desk: each act a form and one verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from claims.appeals import admitting, deciding, links, reviews
from claims.appeals.admin.forms import (
    ChangeForm,
    ExtendForm,
    NameForm,
    NoForm,
    OutcomeForm,
    SignForm,
    TurnAwayForm,
    UpholdForm,
)
from claims.appeals.admin.screen import correction_form, screen
from claims.appeals.models import Appeal
from claims.appeals.refusals import AppealRefused
from claims.appeals.trials import prepare
from claims.queue import ReviewRefused
from portal.members.desk import colleague, desk_may

SEES = ("appeals.view_appeal", "claims.view_claim", "claims.view_claimline")
DECIDES, CONDUCTS = "appeals.decide_appeal", "appeals.conduct_review"


@dataclass(frozen=True)
class Act:
    """A form, the verb it fills, the permission it needs, and what is said when it is done."""

    form: type[forms.Form]
    verb: Callable[..., object]
    permission: str
    done: Promise
    on_review: bool = False


ACTS: Mapping[str, Act] = {
    "admit": Act(NoForm, admitting.admit, DECIDES, gettext_lazy("The appeal is admitted.")),
    "turn-away": Act(TurnAwayForm, admitting.turn_away, DECIDES, gettext_lazy("Not admitted. The member is told why.")),
    "extend": Act(ExtendForm, admitting.extend, DECIDES, gettext_lazy("Extended. The member is told.")),
    "uphold": Act(UpholdForm, deciding.uphold, DECIDES, gettext_lazy("Upheld. The notice is being written.")),
    "change": Act(ChangeForm, deciding.change, DECIDES, gettext_lazy("Decided. The notice is being written.")),
    "sign": Act(SignForm, deciding.sign, DECIDES, gettext_lazy("Signed, and decided. The notice is being written.")),
    "expert": Act(NameForm, reviews.name_expert, CONDUCTS, gettext_lazy("The member is asked."), on_review=True),
    "outcome": Act(OutcomeForm, reviews.record_outcome, CONDUCTS, gettext_lazy("Written down."), on_review=True),
    "carry-out": Act(SignForm, reviews.carry_out, DECIDES, gettext_lazy("Decided again."), on_review=True),
    "link": Act(
        NoForm, links.make_link, CONDUCTS, gettext_lazy("The address is below. It is shown once."), on_review=True
    ),
}


def sent_appeal(appeal_id: UUID) -> Appeal:
    """A sent appeal as the desk loads it. Raises Http404."""
    related = ("claim__patient__family", "claim__family", "settlement__decision", "line", "decision", "notice")
    return get_object_or_404(Appeal.objects.sent().select_related(*related), pk=appeal_id)


def shown(
    request: HttpRequest, appeal: Appeal, *, correct: str = "", status: int = 200, **in_hand: Any
) -> HttpResponse:
    """The one screen of an appeal, perhaps with forms in hand."""
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        **screen(sent_appeal(appeal.pk), colleague(request), now=timezone.now(), correct=correct),
        "title": _("Appeal %(number)s") % {"number": appeal.number},
        "opts": Appeal._meta,
        "is_nav_sidebar_enabled": False,
        **in_hand,
    }
    return render(request, "admin/appeals/appeal/screen.html", context, status=status)


def back(appeal_id: UUID) -> HttpResponseRedirect:
    return redirect("admin:appeals_appeal_change", appeal_id)


@desk_may(*SEES)
@require_POST
def act(request: HttpRequest, appeal_id: UUID, name: str) -> HttpResponse:
    """One act of the table above. Raises Http404 for one that her role does not have."""
    known = ACTS.get(name)
    if known is None or not request.user.has_perm(known.permission):
        raise Http404
    appeal, form = sent_appeal(appeal_id), known.form(request.POST)
    if form.is_valid():
        whose = {"review_id" if known.on_review else "appeal_id": appeal.pk}
        if known.on_review and not hasattr(appeal, "review"):
            raise Http404
        try:
            said = known.verb(**whose, **form.cleaned_data, by=colleague(request), now=timezone.now(), request=request)
        except AppealRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            waits = isinstance(said, Appeal) and bool(said.proposed)
            messages.success(request, _("Signed. A second person has to sign too.") if waits else str(known.done))
            if name != "link":
                return back(appeal.pk)
            address = request.build_absolute_uri(reverse("appeals:expert_documents", args=[said]))
            return shown(request, appeal, address=address)
    in_hand: dict[str, Any] = {f"{name.replace('-', '_')}_form": form, "form": form}
    return shown(request, appeal, status=422, **in_hand)


@desk_may(*SEES, DECIDES)
@require_POST
def prepare_facts(request: HttpRequest, appeal_id: UUID, line_id: UUID) -> HttpResponse:
    """Prepare corrections of one line; nothing of it counts until the appeal is decided."""
    appeal = sent_appeal(appeal_id)
    line = get_object_or_404(appeal.claim.lines, pk=line_id)
    form = correction_form(appeal, line, timezone.now(), request.POST)
    for name in ("why", "reason"):  # facts as they stand take the prepared ones back, and need neither
        form.fields[name].required = False
    if form.is_valid():
        try:
            prepare(
                appeal_id=appeal.pk,
                line_id=line.pk,
                changes=form.changes(),
                **{name: form.cleaned_data[name] for name in ("why", "reason", "words")},
                by=colleague(request),
                now=timezone.now(),
                request=request,
            )
            messages.success(request, _("Prepared. Below is what would come out."))
            return redirect(f"{back(appeal.pk).url}#trial")
        except (AppealRefused, ReviewRefused) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return shown(request, appeal, status=422, correction=form, correcting=line, form=form)
