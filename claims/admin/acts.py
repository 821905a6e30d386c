"""What one does with a claim at the desk: take it, give it back, correct, ask, release. One verb each."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims import queue
from claims.admin.forms import AskForm, CorrectionForm
from claims.admin.screen import screen
from claims.admin.sides import repeatable
from claims.asking import ask
from claims.corrections import correct_line, corrections
from claims.facts import reviewed_lines
from claims.judging import Judged
from claims.models import Claim, ClaimLine, Review
from claims.proposals import proposal
from claims.queue import ReviewRefused
from claims.release import ChangedMeanwhile, release
from claims.reopening import reopen
from portal.members.desk import colleague, desk_may

WORKS = ("claims.view_claim", "claims.view_claimline", "claims.change_claimline")
RELEASES = ("claims.view_claim", "claims.view_claimline", "claims.release_settlement")


def sent_claim(claim_id: UUID) -> Claim:
    """A sent claim as the desk loads it. Raises Http404."""
    return get_object_or_404(
        Claim.objects.sent().select_related("family", "patient__family", "created_by__person"), pk=claim_id
    )


def shown(
    request: HttpRequest,
    claim: Claim,
    *,
    correction: CorrectionForm | None = None,
    asking: AskForm | None = None,
    tried: Judged | None = None,
    status: int = 200,
) -> HttpResponse:
    """The one screen of a claim, perhaps with a form in hand."""
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        **screen(claim, colleague(request), now=timezone.now(), tried=tried, looking=request.GET),
        "title": _("Claim %(number)s") % {"number": claim.number},
        "opts": Claim._meta,
        "correction": correction,
        "tried": tried,
        "ask": asking or AskForm(),
    }
    return render(request, "admin/claims/claim/screen.html", context, status=status)


def correction_form(claim: Claim, line: ClaimLine, data: Any = None) -> CorrectionForm:
    """The facts of a line as they stand, to be corrected."""
    seen = next(one for one in reviewed_lines([claim])[claim.pk] if one.line.pk == line.pk)
    last = claim.decisions.order_by("-sequence").first()
    form = CorrectionForm(data, seen=seen, plan=claim.family.plan, others=repeatable(claim, line))
    form.line, form.seen = line, str(last.pk) if last else ""
    return form


def back(claim_id: UUID) -> HttpResponseRedirect:
    return redirect("admin:claims_claim_change", claim_id)


def told(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Do it and say so, or say why not; whether it was done."""
    try:
        act()
    except ReviewRefused as refusal:
        messages.error(request, refusal.message)
        return False
    messages.success(request, done)
    return True


@desk_may(*WORKS)
@require_POST
def take(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    by, now = colleague(request), timezone.now()
    told(request, lambda: queue.take(claim_id=claim_id, by=by, now=now, request=request), _("The claim is yours."))
    return back(claim_id)


@desk_may(*WORKS)
@require_POST
def give_back(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    queue.give_back(claim_id=claim_id, by=colleague(request), now=timezone.now(), request=request)
    messages.success(request, _("The claim is back in the queue."))
    return redirect("admin:claims_claim_queue")


@desk_may(*WORKS)
@require_POST
def skip(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Pass over it, and on to the next."""
    get_object_or_404(Review.objects.open(), pk=claim_id)
    queue.skip(claim_id=claim_id, by=colleague(request), now=timezone.now())
    return cast(HttpResponse, take_next(request))


@desk_may(*WORKS)
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    review = queue.take_next(by=colleague(request), now=timezone.now(), request=request)
    if review is None:
        messages.info(request, _("Nothing else waits for you."))
        return redirect("admin:claims_claim_queue")
    return back(review.pk)


@desk_may(*WORKS)
@require_POST
def correct(request: HttpRequest, claim_id: UUID, line_id: UUID) -> HttpResponse:
    """Try a correction, or make it. Trying shows what would come out, and writes nothing."""
    claim, now, by = sent_claim(claim_id), timezone.now(), colleague(request)
    line = get_object_or_404(claim.lines, pk=line_id)
    form, tried = correction_form(claim, line, request.POST), None
    is_trial = "try" in request.POST
    if is_trial:
        form.fields["why"].required = form.fields["reason"].required = False
    if form.is_valid():
        try:
            if request.POST.get("seen") != form.seen:
                raise ChangedMeanwhile
            if is_trial:
                made = corrections(claim, line.pk, form.changes(), why="", by=by, now=now)
                tried = proposal(claim.pk, tried=made, now=now)
            else:
                correct_line(line_id=line.pk, changes=form.changes(), **form.told(), by=by, now=now, request=request)
                messages.success(request, _("Corrected. The proposal below was decided anew."))
                return redirect(f"{back(claim.pk).url}#proposal")
        except ReviewRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return shown(request, claim, correction=form, tried=tried, status=200 if form.is_valid() else 422)


@desk_may(*WORKS)
@require_POST
def ask_member(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    claim, form = sent_claim(claim_id), AskForm(request.POST)
    if form.is_valid():
        try:
            ask(claim_id=claim.pk, **form.cleaned_data, by=colleague(request), now=timezone.now(), request=request)
            messages.success(request, _("The member was asked. The claim comes back when she answers."))
            return redirect("admin:claims_claim_queue")
        except ReviewRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return shown(request, claim, asking=form, status=422)


@desk_may(*RELEASES)
@require_POST
def release_one(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    claim = sent_claim(claim_id)
    try:
        seen = UUID(request.POST.get("seen", ""))
    except ValueError:
        raise Http404 from None
    try:
        done = release(claim_id=claim.pk, seen=seen, by=colleague(request), now=timezone.now(), request=request)
    except ReviewRefused as refusal:
        messages.error(request, refusal.message)
        return back(claim.pk)
    signed = _("You have signed. A second person has to sign too.")
    messages.success(request, _("Released. The note is being written.") if done.is_settled else signed)
    return back(claim.pk)


@desk_may(*RELEASES)
@require_POST
def reopen_settled(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Replace what was settled by what she saw would be decided today."""
    claim = sent_claim(claim_id)
    try:
        seen, amount = UUID(request.POST.get("seen", "")), Decimal(request.POST.get("amount", ""))
    except (ValueError, InvalidOperation):
        raise Http404 from None
    order: dict[str, Any] = {"seen": seen, "amount": amount, "takes_back": "takes_back" in request.POST}
    done = _("Replaced. The new note is being written.")
    by, now = colleague(request), timezone.now()
    told(request, lambda: reopen(claim_id=claim.pk, **order, by=by, now=now, request=request), done)
    return back(claim.pk)
