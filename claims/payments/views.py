"""What was paid for adults of the family, for the participant who gets the money: days and amounts."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.payments.family import adults_of, counted_of, payments_for, told
from portal.members.access import MemberRequest, member_required
from portal.members.days import own_day
from portal.members.models import Person

PAGE = 50


@member_required
@require_safe
def family_paid(request: MemberRequest) -> HttpResponse:
    """Raises Http404 for everybody but the participant."""
    if request.person.relation != Person.Relation.PARTICIPANT:
        raise Http404
    today = own_day(request.person, timezone.now())
    people = adults_of(request.person, today)
    page = Paginator(payments_for(people), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "payments": told(list(page.object_list)),
        "counted": counted_of(people, (today.year, today.year - 1)),
    }
    return render(request, "payments/family_paid.html", context)
