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

from claims.custody import documents_of, statement_missing
from claims.drafts import AlreadySent, DraftRefused, begin_draft, discard_draft
from claims.duplicates import refusals
from claims.foreseeing import foresee
from claims.forms import PatientForm, SendForm
from claims.intake import submit_claim
from claims.models import Claim
from claims.unsent import keeps_unsent
from claims.views.loading import draft, member_day
from portal.members.access import MemberRequest, member_required, people_of

View = Callable[..., HttpResponseBase]


def of_a_draft(view: View) -> View:
    """Decorator: signed in, the draft loaded through the member as `claim`; a sent claim leads to its status."""

    @keeps_unsent
    @member_required
    @wraps(view)
    def wrapped(request: MemberRequest, claim_id: UUID, **kwargs: Any) -> HttpResponseBase:
        claim = draft(request, claim_id)
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
    people = people_of(request.user, member_day(request.person, now))
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
    seen = {"checked": claim.changed_at.isoformat()}
    form = SendForm(request.POST if request.method == "POST" else None, initial=seen)
    if request.method == "POST" and form.is_valid():
        try:
            checked = form.cleaned_data["checked"]
            submit_claim(claim_id=claim.pk, checked=checked, by=request.user, now=timezone.now())
            return redirect("claims:status", claim_id=claim.pk)
        except DraftRefused as refusal:
            form.add_error(None, refusal.message)
            # What is shown below the refusal is what she confirms with her next click.
            form.data = {**request.POST.dict(), **seen}
    documents, lines = documents_of(claim), claim.lines.all()
    context = {
        "claim": claim,
        "form": form,
        "documents": documents,
        "lines": lines,
        "statement_missing": statement_missing(lines, documents),
        "sent_before": refusals(claim),
        "foreseen": foresee(claim, today=member_day(claim.patient, timezone.now())),
    }
    return render(request, "claims/check.html", context)


@of_a_draft
@post_only
def discard(request: MemberRequest, claim: Claim) -> HttpResponse:
    discard_draft(claim_id=claim.pk, by=request.user, now=timezone.now())
    messages.info(request, _("The claim was thrown away. Nothing of it was kept."))
    return redirect("home")
