"""Files made for a member by a job: ordered, waited for, saved. Nobody else's order exists for her."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from claims import packages, statements
from claims.downloads import DownloadRefused, ask_for, kinds
from claims.finding import find
from claims.models import Download, Settlement
from claims.views.history import kept
from claims.views.loading import claims_of, sent_claim
from portal.members.access import MemberRequest, member_required, people_seen
from portal.members.models import Purpose
from portal.vault.serving import answer


class OrderForm(forms.Form):
    """`form_key` makes a repeated order find the first one."""

    form_key = forms.UUIDField()


@member_required
@require_POST
def order_statement(request: MemberRequest) -> HttpResponse:
    """A statement of the claims looked for."""
    wanted = kept(request)
    found = find(claims_of(request).sent(), wanted, plan=request.person.family.plan)
    form = OrderForm(request.POST)
    if not form.is_valid():
        return redirect("claims:history")
    try:
        statements.check(found)
        download = ask_for(
            kind=statements.KIND,
            asked=wanted.as_record(),
            about=request.person,
            form_key=form.cleaned_data["form_key"],
            language=get_language() or "en",
            by=request.user,
            now=timezone.now(),
        )
    except DownloadRefused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("claims:history")
    return redirect("claims:download", download_id=download.pk)


@member_required
@require_POST
def order_package(request: MemberRequest, claim_id: UUID, settlement_id: UUID) -> HttpResponse:
    """The note and the documents, for another insurer."""
    claim = sent_claim(request, claim_id)
    noted = Settlement.objects.filter(claim=claim, note__isnull=False)
    settlement = get_object_or_404(noted.select_related("claim"), pk=settlement_id)
    form = OrderForm(request.POST)
    if not form.is_valid():
        return redirect("claims:settlement", claim_id=claim.pk, settlement_id=settlement.pk)
    try:
        download = ask_for(
            kind=packages.KIND,
            asked={"settlement": str(settlement.pk)},
            about=settlement,
            form_key=form.cleaned_data["form_key"],
            language=get_language() or "en",
            by=request.user,
            now=timezone.now(),
        )
    except DownloadRefused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("claims:settlement", claim_id=claim.pk, settlement_id=settlement.pk)
    return redirect("claims:download", download_id=download.pk)


@member_required
@require_safe
def download(request: MemberRequest, download_id: UUID) -> HttpResponse:
    """How far it is."""
    found = get_object_or_404(Download, owner=request.user, pk=download_id)
    is_over = found.expires_at <= timezone.now() or bool(found.made_at and not found.file)
    return render(request, "claims/download.html", {"download": found, "is_over": is_over})


@member_required
@require_safe
def file(request: MemberRequest, download_id: UUID) -> HttpResponseBase:
    """The file, as long as it is there."""
    found = get_object_or_404(Download.objects.exclude(file=""), owner=request.user, pk=download_id)
    seen = {str(person) for person in people_seen(request, Purpose.CLAIMS).values_list("pk", flat=True)}
    # Somebody came of age meanwhile, or no longer lets the reader act for her.
    if found.expires_at <= timezone.now() or not seen.issuperset(found.people or ()):
        raise Http404
    if kinds[found.kind].asks_password:
        return reauthentication_required(_hand_out)(request, found)
    return _hand_out(request, found)


def _hand_out(request: HttpRequest, found: Download) -> HttpResponseBase:
    return answer(found.file, filename=found.filename, media_type=found.media_type)
