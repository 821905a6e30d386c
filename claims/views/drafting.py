"""New claim: who, check, send; documents and expenses have modules of their own. Each page keeps what it was given."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.custody import documents_of, statement_missing
from claims.drafts import AlreadySent, DraftRefused, begin_draft, discard_draft
from claims.duplicates import SentBefore, refusals
from claims.foreseeing import foresee
from claims.forms import PatientForm, SendForm
from claims.intake import submit_claim
from claims.models import Claim
from claims.phone_forms import note_of
from claims.views.loading import draft, is_blind, is_handed_in, member_day, people_to_claim_for
from portal.members.access import MemberRequest, member_required
from portal.members.days import own_day
from portal.members.unsent import keeps_unsent
from providers.naming import named_by

View = Callable[..., HttpResponseBase]
HANDED_IN = "claims.handed_in"
HERE_ALREADY = gettext_lazy("This bill is with us already, so it cannot be sent once more.")


def loaded(request: MemberRequest, claim_id: UUID) -> Claim:
    """The draft, as every page of this room loads it."""
    return draft(request, claim_id)


def of_a_draft(view: View) -> View:
    """Decorator: signed in, the draft loaded through the member as `claim`; a sent claim leads to its status."""

    @keeps_unsent
    @member_required
    @wraps(view)
    def wrapped(request: MemberRequest, claim_id: UUID, **kwargs: Any) -> HttpResponseBase:
        if str(claim_id) in request.session.get(HANDED_IN, ()):  # by the first of two clicks
            return redirect("claims:history")
        claim = loaded(request, claim_id)
        if claim.state != Claim.State.DRAFT:
            return redirect("claims:status", claim_id=claim.pk)
        try:
            return view(request, claim, **kwargs)
        except AlreadySent as refusal:  # in another tab, since it was loaded
            messages.warning(request, refusal.message)
            return redirect("claims:status", claim_id=claim.pk)
        except Claim.DoesNotExist:  # thrown away in another tab
            raise Http404 from None

    return wrapped


@keeps_unsent
@member_required
def new(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    people = people_to_claim_for(request)
    initial = {"form_key": uuid4(), "patient": request.person}
    form = PatientForm(request.POST if request.method == "POST" else None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        claim = begin_draft(form_key=fields["form_key"], patient=fields["patient"], by=request.user, now=now)
        return redirect("claims:documents", claim_id=claim.pk)
    return render(request, "claims/new.html", {"form": form})


def post_only(view: View) -> View:
    """Decorator: a GET leads to the documents, as after a sign-in that came between."""

    @wraps(view)
    def wrapped(request: MemberRequest, claim: Claim, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return redirect("claims:documents", claim_id=claim.pk)
        return view(request, claim, **kwargs)

    return wrapped


@of_a_draft
def check(request: MemberRequest, claim: Claim) -> HttpResponse:
    seen, blind = {"checked": claim.changed_at.isoformat()}, is_blind(request, claim)
    today = own_day(request.person, timezone.now())
    is_own = claim.patient_id == request.person.pk and request.person.is_adult_on(today)
    form = SendForm(request.POST if request.method == "POST" else None, initial=seen, may_keep=is_own)
    if request.method == "POST" and form.is_valid():
        try:
            checked = form.cleaned_data["checked"]
            submit_claim(
                claim_id=claim.pk,
                checked=checked,
                is_confidential=form.cleaned_data.get("is_confidential", False),
                by=request.user,
                now=timezone.now(),
            )
            return _sent(request, claim)
        except DraftRefused as refusal:
            form.add_error(None, HERE_ALREADY if blind and isinstance(refusal, SentBefore) else refusal.message)
            # What is shown below the refusal is what she confirms with her next click.
            form.data = {**request.POST.dict(), **seen}
    documents, lines = documents_of(claim), claim.lines.all()
    context = {
        "claim": claim,
        "note": note_of(claim),
        "form": form,
        "documents": documents,
        "lines": lines,
        "listed": named_by(line.provider_id for line in lines),
        "statement_missing": statement_missing(lines, documents),
        "sent_before": () if blind else refusals(claim),
        # Who hands in for a grown child, or helps somebody with confidential claims, learns nothing of them.
        "foreseen": None if blind else foresee(claim, today=member_day(claim.patient, timezone.now())),
        "is_blind": blind,
        "is_handed_in": blind and is_handed_in(request, claim),
    }
    return render(request, "claims/check.html", context)


def _sent(request: MemberRequest, claim: Claim) -> HttpResponse:
    """To its status; what was handed in for a grown child is the child's from here on."""
    if is_handed_in(request, claim):
        words = _("The claim is with us. From here on only %(name)s can see it.")
        messages.success(request, words % {"name": claim.patient.given_name})
        request.session[HANDED_IN] = [*request.session.get(HANDED_IN, ()), str(claim.pk)]
        return redirect("claims:history")
    return redirect("claims:status", claim_id=claim.pk)


@of_a_draft
@post_only
def discard(request: MemberRequest, claim: Claim) -> HttpResponse:
    discard_draft(claim_id=claim.pk, by=request.user, now=timezone.now())
    messages.info(request, _("The claim was thrown away. Nothing of it was kept."))
    return redirect("home")
