"""A new appeal: why, evidence, check, send. Each page keeps what it was given at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims.appeals.deadlines import appeal_by, rules_of, today_of
from claims.appeals.drafts import EVIDENCE, begin_draft, discard_draft, write_draft
from claims.appeals.forms import SendForm, WordsForm
from claims.appeals.models import Appeal
from claims.appeals.refusals import AlreadyAppealed, AppealRefused, Replaced
from claims.appeals.sending import send_appeal
from claims.appeals.subjects import Subject, first_appeal, refuse_what_is_gone, subject, subject_of
from claims.appeals.views.loading import disputable, of_a_draft
from claims.models import Settlement, SettlementLine
from claims.waterfall import steps_of
from portal.members.access import MemberRequest, member_required
from portal.members.unsent import keeps_unsent, kept_fields


def disputed(request: MemberRequest, settlement_id: UUID, line_id: UUID | None, step: int | None) -> Subject:
    """What the address names, of a settlement she may see. Raises Http404."""
    related = ("claim__patient", "claim__family", "decision")
    settlements = Settlement.objects.select_related(*related).filter(claim__in=disputable(request))
    settlement = get_object_or_404(settlements, pk=settlement_id)
    try:
        return subject(settlement, line_id, step)
    except SettlementLine.DoesNotExist:
        raise Http404 from None


def shown(what: Subject) -> dict[str, Any]:
    """What is disputed, in words: the care and the step as the settlement tells it."""
    settlement, facts = what.settlement, {}
    step = None
    if what.line:
        facts = settlement.printed["lines"][str(what.line.line_id)]
    if what.line and what.cut:
        cuts = [one for one in steps_of(what.line) if one.kind == "cut"]
        positions = [cut.position for cut in what.line.adjustments.all()]
        step = dict(zip(positions, cuts, strict=False)).get(what.cut)
    return {
        "settlement": settlement,
        "claim": settlement.claim,
        "line": what.line,
        "benefit": facts.get("benefit"),
        "step": step,
        "plan": settlement.decision.plan,
    }


def on_replaced(request: MemberRequest, what: Subject, refusal: Replaced) -> HttpResponse:
    """The page that explains it, and leads to the one that counts."""
    context = {**shown(what), "refusal": refusal, "living": refusal.living}
    return render(request, "appeals/replaced.html", context)


@keeps_unsent
@member_required
def new(
    request: MemberRequest, settlement_id: UUID, line_id: UUID | None = None, step: int | None = None
) -> HttpResponse:
    what, now = disputed(request, settlement_id, line_id, step), timezone.now()
    draft = Appeal.objects.filter(about=what.about, created_by=request.user, state=Appeal.State.DRAFT).first()
    if draft and request.method != "POST":
        return redirect("appeals:words", appeal_id=draft.pk)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" and (kept := kept_fields(request, now=now)):
        form = WordsForm(initial=kept.dict())
    try:
        refuse_what_is_gone(what)
        if first := first_appeal(what):
            raise AlreadyAppealed(first)
        if request.method == "POST" and form.is_valid():
            language = get_language() or request.person.language
            appeal = begin_draft(what=what, **form.cleaned_data, language=language, by=request.user, now=now)
            return redirect("appeals:documents", appeal_id=appeal.pk)
    except AlreadyAppealed as refusal:
        messages.info(request, refusal.message)
        return redirect("appeals:appeal", appeal_id=refusal.first.pk)
    except Replaced as refusal:
        return on_replaced(request, what, refusal)
    except AppealRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("claims:status", claim_id=what.settlement.claim_id)
    return render(request, "appeals/words.html", {**shown(what), **_days(what), "form": form})


def _days(what: Subject) -> dict[str, Any]:
    last_day, today = appeal_by(what.settlement), today_of(what.settlement.claim, timezone.now())
    return {
        "last_day": last_day,
        "is_late": bool(last_day and today > last_day),
        "rules": rules_of(what.settlement.claim.family),
    }


@of_a_draft
def words(request: MemberRequest, appeal: Appeal) -> HttpResponse:
    said = {"ground": appeal.ground, "words": appeal.words}
    form = WordsForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and form.is_valid():
        write_draft(appeal_id=appeal.pk, **form.cleaned_data, now=timezone.now())
        return redirect("appeals:documents", appeal_id=appeal.pk)
    what = subject_of(appeal)
    return render(request, "appeals/words.html", {**shown(what), **_days(what), "appeal": appeal, "form": form})


@of_a_draft
def check(request: MemberRequest, appeal: Appeal) -> HttpResponse:
    what = subject_of(appeal)
    days, seen = _days(what), {"checked": appeal.changed_at.isoformat()}
    form = SendForm(request.POST if request.method == "POST" else None, is_late=days["is_late"], initial=seen)
    if request.method == "POST" and form.is_valid():
        try:
            send_appeal(appeal_id=appeal.pk, **form.cleaned_data, by=request.user, now=timezone.now())
            return redirect("appeals:appeal", appeal_id=appeal.pk)
        except AlreadyAppealed as refusal:
            messages.info(request, refusal.message)
            return redirect("appeals:appeal", appeal_id=refusal.first.pk)
        except Replaced as refusal:
            return on_replaced(request, what, refusal)
        except AppealRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            # What is shown below the refusal is what she confirms with her next click.
            form.data = {**request.POST.dict(), **seen}
    context = {**shown(what), **days, "appeal": appeal, "form": form, "documents": documents_of(appeal)}
    return render(request, "appeals/check.html", context)


def documents_of(appeal: Appeal) -> Any:
    """The evidence with all that is shown of it."""
    return EVIDENCE.of(appeal)


@of_a_draft
def discard(request: MemberRequest, appeal: Appeal) -> HttpResponseBase:
    if request.method == "POST":
        discard_draft(appeal_id=appeal.pk, by=request.user, now=timezone.now())
        messages.info(request, _("The appeal was thrown away. Nothing of it was kept."))
        return redirect("claims:status", claim_id=appeal.claim_id)
    return redirect("appeals:check", appeal_id=appeal.pk)
