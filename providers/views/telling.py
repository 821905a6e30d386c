"""What members tell and ask about providers, and the answers they got."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.help.offices import office_of
from portal.look.choices import country_choices
from portal.members.access import MemberRequest, member_required, people_seen
from providers.asking import RequestRefused, ask
from providers.models import Provider, ProviderRequest
from providers.request_forms import DirectForm, NetworkForm, RequestForm, WrongForm

Kind = ProviderRequest.Kind


@member_required
@require_safe
def requests(request: MemberRequest) -> HttpResponse:
    """What the reader asked, the newest first."""
    found = ProviderRequest.objects.filter(asked_by=request.user).select_related("provider", "person")
    names = dict(country_choices())
    shown = [
        (one, names.get(one.provider.country if one.provider else one.country, ""))
        for one in found.order_by("-asked_at")
    ]
    return render(request, "providers/requests.html", {"requests": shown})


@member_required
@require_http_methods(["GET", "POST"])
def tell(request: MemberRequest, kind: str, provider_id: UUID | None = None) -> HttpResponse:
    """The form of one kind, about a provider of the list or one that is not on it."""
    listed = get_object_or_404(Provider, pk=provider_id) if provider_id else None
    form = _form(request, Kind(kind), listed)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        person = told.pop("person", request.person)
        try:
            ask(kind=kind, person=person, provider=listed, by=request.user, now=timezone.now(), **told)
        except RequestRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Thank you. We have it, and answer here."))
            return redirect("providers:requests")
    office = office_of(request.person.family.residence)
    context = {"form": form, "kind": kind, "provider": listed, "phone": office.phone.shown}
    return render(request, "providers/tell.html", context, status=422 if form.errors else 200)


def _form(request: MemberRequest, kind: str, listed: Provider | None) -> RequestForm:
    data = request.POST if request.method == "POST" else None
    initial: dict[str, Any] = {
        "form_key": uuid4(),
        "person": request.person,
        "country": request.person.family.residence,
    }
    if kind == Kind.WRONG:
        return WrongForm(data, initial=initial)
    if kind == Kind.NETWORK:
        return NetworkForm(data, initial=initial, listed=listed is not None)
    people = people_seen(request)
    return DirectForm(data, initial=initial, listed=listed is not None, people=people)
