"""A provider's own page: how one pays there, how care there counts for the reader, where, when and who."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.entitlements.prices import Prices
from portal.help.offices import office_of, toll_free
from portal.members.access import MemberRequest, member_required
from providers.models import Practitioner, Provider
from providers.opening import ALWAYS
from providers.search import Hit
from providers.search_suggestions import speciality_name
from providers.showing import language_names, opening_rows, results


@member_required
@require_safe
def provider(request: MemberRequest, provider_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    found = get_object_or_404(Provider.objects.select_related("organisation"), pk=provider_id)
    prices = Prices(request.person, on=today)
    (result,) = results([Hit(found.pk, None)], prices=lambda: prices, on=today)
    place, home = prices.place(found.country), request.person.family.residence
    context = {
        "result": result,
        "phones": [toll_free(home), office_of(home).phone],
        "provider": found,
        "hours": opening_rows(found.opening),
        "is_always_open": found.opening == ALWAYS,
        "spoken": language_names(found.languages),
        "practitioners": [
            (one, [speciality_name(code) for code in one.specialities.split()], language_names(one.languages))
            for one in Practitioner.objects.open(on=today).filter(provider=found)
        ],
        "prices": place,
        "is_closed": found.closed_on is not None and found.closed_on <= today,
    }
    return render(request, "providers/provider.html", context)
