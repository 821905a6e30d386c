"""The documents of a new claim: the page with its plain form, and files that arrive in parts (answers in JSON)."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from claims.custody import documents_of, finish_parts, known_document, use_for
from claims.drafts import AlreadySent, DraftRefused, TooManyDocuments, add_document, remove_document
from claims.duplicates import known_documents
from claims.forms import DocumentsForm
from claims.models import Claim, ClaimDocument
from claims.upload_forms import UsesForm
from claims.views import parts as arriving
from claims.views.drafting import of_a_draft, post_only
from claims.views.loading import draft
from claims.views.parts import NO_ROOM
from portal.members.access import MemberRequest, member_required
from portal.vault import parts
from portal.vault.models import PartialUpload
from portal.vault.names import clean_name
from portal.vault.receiving import had_no_room
from portal.vault.uploads import Refused

View = Callable[..., HttpResponseBase]
REFUSALS = arriving.Refusals(
    AlreadySent, (Claim.DoesNotExist, ClaimDocument.DoesNotExist, PartialUpload.DoesNotExist), DraftRefused
)


@of_a_draft
def documents(request: MemberRequest, claim: Claim) -> HttpResponse:
    now = timezone.now()
    form = DocumentsForm(request.POST, request.FILES) if request.method == "POST" else DocumentsForm()
    status = 200
    if request.method == "POST":
        status = NO_ROOM if take_documents(request, claim, form, now) else 200
        if not form.errors:
            return redirect("claims:documents", claim_id=claim.pk)
    stored = documents_of(claim)
    context = {
        "claim": claim,
        "form": form,
        "documents": stored,
        "known": known_documents(claim, stored),
        "unfinished": parts.unfinished(about=claim.pk, by=str(request.user.pk), now=now),
    }
    return render(request, "claims/documents.html", context, status=status)


def take_documents(request: MemberRequest, claim: Claim, form: DocumentsForm, now: datetime) -> bool:
    """Take in each file for itself, so that a refused one does not cost the others; errors land on the form.

    True when there was no room for one of them.
    """
    if had_no_room(request):
        form.errors.clear()  # the file that found no room looks like none chosen
        form.add_error("documents", Refused("storage_full").message)
        return True
    taken, refusals = 0, []
    for upload in form.cleaned_data["documents"] if form.is_valid() else ():
        try:
            add_document(claim_id=claim.pk, upload=upload, by=request.user, now=now)
            taken += 1
        except Refused as refusal:
            refusals.append(refusal.code)
            why = {"name": clean_name(upload.name), "why": refusal.message}
            form.add_error("documents", _("%(name)s: %(why)s") % why)
        except TooManyDocuments as too_many:
            form.add_error("documents", too_many.message)
            break
    if taken:
        kept = ngettext("%(count)s document is safely here.", "%(count)s documents are safely here.", taken)
        messages.success(request, kept % {"count": taken})
    return "storage_full" in refusals


@of_a_draft
@post_only
def remove(request: MemberRequest, claim: Claim, document_id: UUID) -> HttpResponse:
    document = get_object_or_404(claim.documents, pk=document_id)
    remove_document(claim_id=claim.pk, document_id=document.pk, by=request.user, now=timezone.now())
    messages.info(request, _("The document was removed."))
    return redirect("claims:documents", claim_id=claim.pk)


@of_a_draft
def uses(request: MemberRequest, claim: Claim) -> HttpResponse:
    """Which document is for which expense."""
    form = UsesForm(request.POST if request.method == "POST" else None, claim=claim)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        for document_id, line_ids, kind in form.chosen():
            use_for(claim_id=claim.pk, document_id=document_id, line_ids=line_ids, kind=kind, by=request.user, now=now)
        return redirect("claims:check", claim_id=claim.pk)
    return render(request, "claims/documents_uses.html", {"claim": claim, "form": form})


def in_parts(view: View) -> View:
    """Decorator: signed in, POST only, the member's own draft as `claim`; every refusal is answered in JSON."""

    @require_POST
    @member_required
    @wraps(view)
    def wrapped(request: MemberRequest, claim_id: UUID, **ids: Any) -> HttpResponseBase:
        claim = draft(request, claim_id)
        leave = reverse("claims:status", args=[claim.pk])
        if claim.state != Claim.State.DRAFT:
            return arriving.gone(leave)
        return arriving.answered(lambda: view(request, claim, **ids), REFUSALS, leave=leave)

    return wrapped


@in_parts
def begin_parts(request: MemberRequest, claim: Claim) -> HttpResponse:
    """Where to send the parts of this file, and from which byte on; or that it is here already."""

    def receipt_of(client_key: str) -> str | None:
        known = known_document(claim=claim, client_key=client_key)
        return known.receipt if known else None

    def addresses(upload_id: UUID) -> dict[str, str]:
        ids = {"claim_id": claim.pk, "upload_id": upload_id}
        return {"part": reverse("claims:add_part", kwargs=ids), "finish": reverse("claims:finish_parts", kwargs=ids)}

    return arriving.begin(request, about=claim.pk, receipt_of=receipt_of, addresses=addresses)


@in_parts
def add_part(request: MemberRequest, claim: Claim, upload_id: UUID) -> HttpResponse:
    """One part."""
    return arriving.add(request, about=claim.pk, upload_id=upload_id)


@in_parts
def finish(request: MemberRequest, claim: Claim, upload_id: UUID) -> HttpResponse:
    """All has arrived: judge the file and take it in. Asked again, the answer is the same receipt."""
    done = claim.documents.filter(pk=upload_id).first()
    if done is None:
        upload = parts.of(upload_id, about=claim.pk, by=str(request.user.pk))
        done = finish_parts(claim_id=claim.pk, upload=upload, by=request.user, now=timezone.now())
    return JsonResponse({"receipt": done.receipt, "advice": str(done.advice)})


@in_parts
def drop(request: MemberRequest, claim: Claim, upload_id: UUID) -> HttpResponse:
    """The member does not want to send it after all."""
    return arriving.drop(request, about=claim.pk, upload_id=upload_id)
