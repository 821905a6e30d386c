"""The check-ups of everybody whose figures the reader may see."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.encyclopaedia.checkups import check_ups
from portal.entitlements.views.loading import accounts_of, standing_of, visible_people
from portal.members.access import MemberRequest, member_required


@member_required
@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    standing = standing_of(request.person)
    people = accounts_of(visible_people(request), standing)
    context = {"people": check_ups(people, standing), "day": standing.on}
    return render(request, "encyclopaedia/check_ups.html", context)
