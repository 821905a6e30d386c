"""Pages of ways in: a new code, every way for somebody locked out, another e-mail address."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.members import email_changes, renewals
from portal.members.access import MemberRequest, member_required
from portal.members.addresses import source_of
from portal.members.desk import colleague
from portal.members.email_changes import EmailRefused, LinkSpent
from portal.members.entrance_forms import EmailForm, RenewForm
from portal.members.models import EmailChange
from portal.members.reauthentication import confirmed_fully


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def renew_code(request: HttpRequest) -> HttpResponse:
    """Ask for a new activation code: the answer is the same whoever asks."""
    form = RenewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = form.cleaned_data
        renewals.ask_code(**facts, address=source_of(request), now=timezone.now(), request=request)
        return redirect("members:code_asked")
    return render(request, "members/renew_code.html", {"form": form})


@require_safe
def code_asked(request: HttpRequest) -> HttpResponse:
    """What happens now."""
    return render(request, "members/code_asked.html")


@require_safe
def cannot_get_in(request: HttpRequest) -> HttpResponse:
    """Every way back into an account."""
    return render(request, "members/cannot_get_in.html")


@member_required
@never_cache
@confirmed_fully
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: MemberRequest) -> HttpResponse:
    """Ask for another e-mail address, after confirming who one is."""
    form, now = EmailForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["email"]
        try:
            email_changes.ask_change(person=request.person, new=new, by=request.user, now=now, request=request)
        except EmailRefused as refusal:
            form.add_error("email", str(refusal.message))
        else:
            messages.success(request, _("We sent a link to the new address. Please open it within three days."))
            return redirect("members:account")
    waiting = EmailChange.objects.waiting(now).filter(person=request.person).first()
    return render(request, "members/email_change.html", {"form": form, "waiting": waiting})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """The link to the new address; opened, it only asks, since programs open links too."""
    by, now = colleague(request), timezone.now()
    if request.method == "POST":
        try:
            email_changes.confirm_change(token=token, by=by, now=now, request=request)
        except LinkSpent:
            return render(request, "members/email_confirm.html", {"refusal": LinkSpent.message}, status=409)
        messages.success(request, _("Your new e-mail address is in use."))
        return redirect("members:account")
    change = email_changes.waiting_change(token=token, by=by, now=now)
    return render(request, "members/email_confirm.html", {"change": change, "refusal": LinkSpent.message})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_email(request: HttpRequest, token: str) -> HttpResponse:
    """The link to the old address, for whoever reads it there; it only asks until the button is pressed."""
    now = timezone.now()
    if request.method == "POST":
        try:
            email_changes.stop_change(token=token, now=now, request=request)
        except LinkSpent:
            return render(request, "members/email_stop.html", status=409)
        return render(request, "members/email_stop.html", {"stopped": True})
    return render(request, "members/email_stop.html", {"change": email_changes.stoppable_change(token=token, now=now)})
