"""The evidence of an appeal: the page with its plain form, and files that arrive in parts (answers in JSON)."""

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

from claims.appeals.drafts import add_document, finish_parts, remove_document
from claims.appeals.forms import EvidenceForm
from claims.appeals.models import Appeal, AppealDocument
from claims.appeals.refusals import AlreadySent, AppealRefused, TooManyDocuments
from claims.appeals.views.drafting import documents_of
from claims.appeals.views.loading import appeals_of, of_a_draft
from claims.views import parts as arriving
from claims.views.parts import NO_ROOM
from portal.members.access import MemberRequest, member_required
from portal.vault import parts
from portal.vault.models import PartialUpload
from portal.vault.names import clean_name
from portal.vault.receiving import had_no_room
from portal.vault.uploads import Refused

View = Callable[..., HttpResponseBase]
REFUSALS = arriving.Refusals(
    AlreadySent, (Appeal.DoesNotExist, AppealDocument.DoesNotExist, PartialUpload.DoesNotExist), AppealRefused
)


@of_a_draft
def documents(request: MemberRequest, appeal: Appeal) -> HttpResponse:
    now, status = timezone.now(), 200
    form = EvidenceForm(request.POST, request.FILES) if request.method == "POST" else EvidenceForm()
    if request.method == "POST":
        status = NO_ROOM if _take(request, appeal, form, now) else 200
        if not form.errors:
            return redirect("appeals:documents", appeal_id=appeal.pk)
    context = {
        "appeal": appeal,
        "form": form,
        "documents": documents_of(appeal),
        "unfinished": parts.unfinished(about=appeal.pk, by=str(request.user.pk), now=now),
    }
    return render(request, "appeals/documents.html", context, status=status)


def _take(request: MemberRequest, appeal: Appeal, form: EvidenceForm, now: datetime) -> bool:
    """Take in each file for itself, so that a refused one does not cost the others; True when there was no room."""
    if had_no_room(request):
        form.errors.clear()  # the file that found no room looks like none chosen
        form.add_error("documents", Refused("storage_full").message)
        return True
    taken, refusals = 0, []
    for upload in form.cleaned_data["documents"] if form.is_valid() else ():
        try:
            add_document(appeal_id=appeal.pk, upload=upload, by=request.user, now=now)
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
def remove(request: MemberRequest, appeal: Appeal, document_id: UUID) -> HttpResponse:
    if request.method == "POST":
        document = get_object_or_404(appeal.documents, pk=document_id)
        remove_document(appeal_id=appeal.pk, document_id=document.pk, by=request.user, now=timezone.now())
        messages.info(request, _("The document was removed."))
    return redirect("appeals:documents", appeal_id=appeal.pk)


def in_parts(view: View) -> View:
    """Decorator: signed in, POST only, the member's own draft as `appeal`; every refusal is answered in JSON."""

    @require_POST
    @member_required
    @wraps(view)
    def wrapped(request: MemberRequest, appeal_id: UUID, **ids: Any) -> HttpResponseBase:
        appeal = get_object_or_404(appeals_of(request).filter(created_by=request.user), pk=appeal_id)
        leave = reverse("appeals:appeal", args=[appeal.pk])
        if appeal.state != Appeal.State.DRAFT:
            return arriving.gone(leave)
        return arriving.answered(lambda: view(request, appeal, **ids), REFUSALS, leave=leave)

    return wrapped


@in_parts
def begin(request: MemberRequest, appeal: Appeal) -> HttpResponse:
    """Where to send the parts of this file, and from which byte on; or that it is here already."""

    def receipt_of(client_key: str) -> str | None:
        known = appeal.documents.filter(client_key=client_key).first()
        return known.receipt if known else None

    def addresses(upload_id: UUID) -> dict[str, str]:
        ids = {"appeal_id": appeal.pk, "upload_id": upload_id}
        return {"part": reverse("appeals:add_part", kwargs=ids), "finish": reverse("appeals:finish", kwargs=ids)}

    return arriving.begin(request, about=appeal.pk, receipt_of=receipt_of, addresses=addresses)


@in_parts
def add_part(request: MemberRequest, appeal: Appeal, upload_id: UUID) -> HttpResponse:
    """One part."""
    return arriving.add(request, about=appeal.pk, upload_id=upload_id)


@in_parts
def finish(request: MemberRequest, appeal: Appeal, upload_id: UUID) -> HttpResponse:
    """All has arrived: judge the file and take it in. Asked again, the answer is the same receipt."""
    done = appeal.documents.filter(pk=upload_id).first()
    if done is None:
        upload = parts.of(upload_id, about=appeal.pk, by=str(request.user.pk))
        done = finish_parts(appeal_id=appeal.pk, upload=upload, by=request.user, now=timezone.now())
    return JsonResponse({"receipt": done.receipt, "advice": str(done.advice)})


@in_parts
def drop(request: MemberRequest, appeal: Appeal, upload_id: UUID) -> HttpResponse:
    """The member does not want to send it after all."""
    return arriving.drop(request, about=appeal.pk, upload_id=upload_id)
