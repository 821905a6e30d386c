"""The first page after sign-in, and its tour."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal.home import tour
from portal.home.saying import home_of, reader_of
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
    now = timezone.now()
    context = {
        "person": request.person,
        "home": home_of(reader_of(request.user, request.person, now)),
        "tour": tour.stops() if tour.is_on(request.user) else [],
    }
    return render(request, "home/home.html", context)


@member_required
@require_POST
def leave_tour(request: MemberRequest) -> HttpResponse:
    """“Got it”: it never comes back by itself."""
    tour.leave(user=request.user, now=timezone.now())
    return redirect("home")


@member_required
@require_POST
def show_tour(request: MemberRequest) -> HttpResponse:
    """From Help: once more."""
    tour.show_again(user=request.user)
    return redirect("home")
