"""The first page after sign-in: what needs the member now, and what is under way."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.beside import parts_at_home
from claims.models import Claim
from claims.views.loading import claims_of
from portal.members.access import MemberRequest, member_required


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Members see their own home; staff without a person of their own work in the admin."""
    user = request.user
    if user.is_authenticated and user.is_staff and not hasattr(user, "person"):
        return redirect("admin:index")
    return member_home(request)


@member_required
def member_home(request: MemberRequest) -> HttpResponse:
    claims = claims_of(request).with_card()
    asked = claims.filter(review__waits_for_member_since__isnull=False)
    context = {
        "person": request.person,
        "drafts": claims.drafts().filter(created_by=request.user)[:6],
        "asked": asked[:6],
        "open_claims": claims.filter(state__in=[Claim.State.SUBMITTED, Claim.State.IN_REVIEW]).exclude(pk__in=asked)[
            :6
        ],
        "settled": claims.filter(state=Claim.State.SETTLED)[:6],
        "beside": parts_at_home(request.person, timezone.now()),
    }
    return render(request, "claims/home.html", context)
