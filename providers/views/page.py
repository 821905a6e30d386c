"""A provider's own page: how one pays there, how care there counts for the reader, where, when and who."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.entitlements.prices import Prices
from portal.look.choices import country_choices
from portal.members.access import MemberRequest, member_required
from providers.models import Practitioner, Provider
from providers.opening import ALWAYS
from providers.prices import usual_prices
from providers.search import Hit
from providers.search_suggestions import speciality_name
from providers.showing import language_names, opening_rows, results


@member_required
@require_safe
def provider(request: MemberRequest, provider_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    found = get_object_or_404(Provider.objects.select_related("organisation"), pk=provider_id)
    (result,) = results([Hit(found.pk, None)], on=today)
    prices = Prices(request.person, on=today)
    place = prices.place(found.country)
    context = {
        "result": result,
        "provider": found,
        "country": dict(country_choices()).get(found.country, found.country),
        "hours": opening_rows(found.opening),
        "is_always_open": found.opening == ALWAYS,
        "languages": language_names(found.languages),
        "practitioners": [
            (one, [speciality_name(code) for code in one.specialities.split()], language_names(one.languages))
            for one in Practitioner.objects.open(on=today).filter(provider=found)
        ],
        "prices": place,
        "usual": usual_prices([found.pk], prices, on=today).get(found.pk, []),
        "is_closed": found.closed_on is not None and found.closed_on <= today,
    }
    return render(request, "providers/provider.html", context)
