"""The private calendar address: its page, opening, revoking, and the file a calendar programme reads."""

from datetime import UTC, datetime, time
from uuid import uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from portal.entitlements.calendar_feeds import feed_of, open_feed, revoke_feed
from portal.entitlements.icalendar import Event, calendar
from portal.entitlements.models import CalendarFeed
from portal.entitlements.rights import rights_of
from portal.entitlements.views.loading import sees_family, standing_of
from portal.members.access import MemberRequest, member_required, people_seen_by
from portal.members.days import own_day


@member_required
@require_safe
def manage(request: MemberRequest) -> HttpResponse:
    feed = CalendarFeed.objects.filter(person=request.person, revoked_at__isnull=True).first()
    return render(request, "entitlements/calendar.html", {"feed": feed})


@sensitive_variables("token", "address")
@member_required
@require_POST
def create(request: MemberRequest) -> HttpResponse:
    """Shows the address in the answer itself, since it is kept nowhere."""
    token = open_feed(person=request.person, by=request.user, now=timezone.now())
    address = request.build_absolute_uri(reverse("entitlements:calendar_file", kwargs={"token": token}))
    return render(request, "entitlements/calendar.html", {"address": address})


@member_required
@require_POST
def revoke(request: MemberRequest) -> HttpResponse:
    if revoke_feed(person=request.person, by=request.user, now=timezone.now()):
        messages.success(request, _("The calendar address is gone. Nobody can read it any more."))
    return redirect("entitlements:calendar")


@sensitive_variables("token")
@require_safe
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """Days only: calendars are shared, lie on locked screens and with others, so nothing says what the right is."""
    feed = feed_of(token)
    user = feed.person.user if feed else None
    if feed is None or user is None:
        raise Http404
    person = feed.person
    standing = standing_of(person)
    people = list(people_seen_by(person, own_day(person, timezone.now())))
    found = rights_of(standing, people, with_family=sees_family(person))
    page = request.build_absolute_uri(reverse("entitlements:rights"))
    with translation.override(user.language):
        title, text = _("A right of yours: open the portal"), _("Sign in to read what this day is about.")
        days = sorted({right.on for right in found if right.on})
        events = [Event(str(uuid5(feed.pk, day.isoformat())), day, title, text, page) for day in days]
        # The stamp of the day, so that reading twice gives the same file.
        stamp = datetime.combine(standing.on, time(), UTC)
        name = _("Member portal")
    content = calendar(events, name=name, product="member portal", stamp=stamp)
    headers = {"Content-Disposition": 'inline; filename="portal.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
