"""The page of devices that an account signed in from, and what is said of a password while it is typed."""

from datetime import timedelta
from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.members import devices
from portal.members.addresses import source_of
from portal.members.limits import Limit, spend
from portal.members.models import User
from portal.members.strength import READ, strength_of

# Judging a password costs milliseconds: enough for somebody who types, and for an office behind one address.
LINES = Limit("password-strength", most=600, window=timedelta(minutes=10))


class DeviceForm(forms.Form):
    """Which device to forget; all of them when none is named."""

    device = forms.UUIDField(required=False)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def devices_of_mine(request: HttpRequest) -> HttpResponse:
    """Devices somebody signed in from, what each is spared, and a way to forget them."""
    user, now = cast(User, request.user), timezone.now()
    form = DeviceForm(request.POST)
    if request.method == "POST" and form.is_valid():
        if devices.forget(user=user, device_id=form.cleaned_data["device"], by=user, now=now, request=request):
            messages.success(request, _("Forgotten. The next sign-in from there is as from a new device."))
        return redirect("members:devices")
    return render(request, "members/devices.html", {"devices": devices.devices_of(request, user, now=now)})


@csrf_exempt  # it changes nothing, and the form's token may just have been renewed by sending the form itself
@require_POST
@sensitive_post_parameters()
def password_strength(request: HttpRequest) -> HttpResponse:
    """A line about the password that is being chosen; nothing of it is kept. None for who asks without end."""
    allowed = spend([(LINES, source_of(request))], now=timezone.now())
    password = request.POST.get("password1", "")[:READ] if allowed else ""
    user = request.user if isinstance(request.user, User) else None
    strength = strength_of(password, user) if password else None
    answer = render(request, "members/strength.html", {"strength": strength})
    # The form may be on its way and renew the session: writing it here too would fail, or bring back the old cookie.
    del request.session
    return answer
