"""The member's page about estimates of one request: whom she asked, how it stands, what came."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.estimates.forms import AskForm
from approvals.estimates.links import make_link, renew_link, revoke_link
from approvals.estimates.models import EstimateDocument, EstimateLink, EstimateRules
from approvals.estimates.refusals import EstimateRefused
from approvals.estimates.showing import estimates_shown, links_shown
from approvals.models import CareRequest
from portal.card.cost_estimate import cost_estimate_form
from portal.look.choices import country_choices
from portal.look.words import long_date
from portal.members.access import MemberRequest, looked_at, member_required, people_seen
from portal.members.models import Purpose
from portal.members.unsent import keeps_unsent
from portal.vault.models import MediaType
from portal.vault.serving import answer


def sent_request(request: MemberRequest, request_id: UUID) -> CareRequest:
    """A sent request about somebody she may see. Raises Http404."""
    known = CareRequest.objects.sent().of(people_seen(request, Purpose.CARE))
    found: CareRequest = get_object_or_404(known.select_related("person__family", "provider"), pk=request_id)
    looked_at(request, found)
    return found


def her_link(request: MemberRequest, request_id: UUID, link_id: UUID) -> EstimateLink:
    """A link of such a request. Raises Http404."""
    links = EstimateLink.objects.filter(request=sent_request(request, request_id))
    return get_object_or_404(links, pk=link_id)


@keeps_unsent
@member_required
def ask(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """All about estimates; a POST makes a link, whose address stands on the answer and nowhere else."""
    care = sent_request(request, request_id)
    first = {"provider_name": care.place, "language": get_language() or "en"}
    first["email"] = care.provider.email if care.provider else ""
    form = AskForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            link, token = make_link(
                request_id=care.pk,
                **said,
                send=bool(said["email"]),
                by=request.user,
                now=timezone.now(),
                request=request,
            )
        except EstimateRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return once(request, care, link, token)
    return render(request, "estimates/ask.html", {**page_of(care), "form": form})


def page_of(care: CareRequest) -> dict[str, Any]:
    """What the page shows beside the form."""
    now = timezone.now()
    rules = EstimateRules.objects.in_force()
    return {
        "care": care,
        "links": links_shown(care, now=now),
        "estimates": estimates_shown(care),
        "days": rules.link_days,
    }


def once(request: MemberRequest, care: CareRequest, link: EstimateLink, token: str) -> HttpResponse:
    """The address, shown once."""
    address = settings.SITE_URL + reverse("estimates:fill", args=[token])
    return render(request, "estimates/once.html", {"care": care, "asked": link, "address": address})


@member_required
@require_POST
def revoke(request: MemberRequest, request_id: UUID, link_id: UUID) -> HttpResponse:
    """End a link before its time."""
    link = her_link(request, request_id, link_id)
    revoke_link(link_id=link.pk, by=request.user, now=timezone.now(), request=request)
    messages.success(request, _("The link is ended. Nothing can be entered on it any more."))
    return redirect("estimates:ask", request_id=request_id)


@member_required
@require_POST
def renew(request: MemberRequest, request_id: UUID, link_id: UUID) -> HttpResponse:
    """A new link for the same hospital or doctor; the old one ends."""
    link = her_link(request, request_id, link_id)
    try:
        fresh, token = renew_link(link_id=link.pk, by=request.user, now=timezone.now(), request=request)
    except EstimateRefused as refusal:
        messages.warning(request, str(refusal.message))
        return redirect("estimates:ask", request_id=request_id)
    return once(request, fresh.request, fresh, token)


@member_required
@require_safe
def paper(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """The form on paper with what the request says, in the language of the page; no diagnosis: the doctor knows it."""
    care, language = sent_request(request, request_id), get_language() or "en"
    content = cost_estimate_form(language, care.person, written_already(care))
    return answer(ContentFile(content), filename="cost-estimate-form.pdf", media_type=MediaType.PDF)


def written_already(care: CareRequest) -> dict[str, str]:
    """Fields of the paper that the request knows."""
    listed = care.provider
    country = listed.country if listed else care.provider_country
    stays = care.from_on and care.until_on and care.until_on > care.from_on
    return {
        "request_number": care.number,
        "provider_name": care.place,
        "provider_country": dict(country_choices()).get(country, ""),
        "provider_address": ", ".join(one for one in (listed.address, listed.city) if one) if listed else "",
        "provider_email": listed.email if listed else "",
        "provider_phone": listed.phone if listed else "",
        "admission_on": long_date(care.from_on) if care.from_on else "",
        "nights": str((care.until_on - care.from_on).days) if stays and care.until_on and care.from_on else "",
    }


@member_required
@require_safe
def document(request: MemberRequest, request_id: UUID, document_id: UUID) -> HttpResponseBase:
    """A file that came with an estimate."""
    care = sent_request(request, request_id)
    sent = EstimateDocument.objects.filter(estimate__request=care, estimate__received_at__isnull=False)
    found = get_object_or_404(sent.select_related("stored"), pk=document_id)
    return answer(found.stored, filename="offer", media_type=found.stored.media_type, inline=True)
