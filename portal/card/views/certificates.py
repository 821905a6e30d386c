"""Proofs of insurance: asked for, waited for, saved, withdrawn. Nobody else's exists for the reader."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.card.certificates import CertificateRefused, Wanted, issue_certificate, withdraw_certificate
from portal.card.forms import CertificateForm
from portal.card.models import Certificate
from portal.card.views.loading import visible_people
from portal.members.access import MemberRequest, member_required, people_seen
from portal.members.models import Person
from portal.vault.serving import answer


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: MemberRequest) -> HttpResponse:
    """What was made before, and the form for a new one."""
    people = visible_people(request, request.person, None)
    initial = {"people": [str(people[0].pk)], "language": get_language()}
    form = CertificateForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        key, facts = form.cleaned_data.pop("form_key"), form.cleaned_data
        try:
            made = issue_certificate(wanted=Wanted(**facts), form_key=key, by=request.user, now=timezone.now())
        except CertificateRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("card:certificate", certificate_id=made.pk)
    before = _mine(request).prefetch_related("people")[:20]
    return render(request, "card/certificates.html", {"form": form, "certificates": before})


@member_required
@require_safe
def certificate(request: MemberRequest, certificate_id: UUID) -> HttpResponse:
    """How far it is, and what can be done with it."""
    found = get_object_or_404(_mine(request).prefetch_related("people"), pk=certificate_id)
    return render(request, "card/certificate.html", {"certificate": found})


@member_required
@require_safe
def paper(request: MemberRequest, certificate_id: UUID) -> HttpResponseBase:
    """The paper as it was issued."""
    found = get_object_or_404(_mine(request).select_related("paper"), pk=certificate_id)
    if found.paper is None:
        raise Http404
    return answer(found.paper.file, filename=found.paper.filename, media_type="application/pdf")


@member_required
@require_POST
def withdraw(request: MemberRequest, certificate_id: UUID) -> HttpResponse:
    """Its code confirms nothing any more."""
    found = get_object_or_404(_mine(request), pk=certificate_id)
    withdraw_certificate(certificate=found, by=request.user, now=timezone.now())
    messages.success(request, _("The proof is withdrawn. Its code confirms nothing any more."))
    return redirect("card:certificate", certificate_id=found.pk)


def _mine(request: MemberRequest) -> QuerySet[Certificate]:
    """What she had made, as long as she may see everybody named in it."""
    others = Person.objects.filter(family=request.person.family_id).exclude(pk__in=people_seen(request).values("pk"))
    return Certificate.objects.filter(owner=request.user).exclude(people__in=others)
