"""Asking once more who it is, before something that a thief of an open session would do."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

View = Callable[..., HttpResponseBase]
# A form may take a while. allauth would keep what was typed in the session meanwhile; it is never kept here.
TO_FILL_IN_SECONDS = 15 * 60


def confirmed_again(view: View) -> View:
    """Decorator: the page opens for whoever gave the password or second factor in the last minutes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        allowed = TO_FILL_IN_SECONDS if request.method == "POST" else app_settings.REAUTHENTICATION_TIMEOUT
        if not _confirmed(request, allowed):
            return _asked("account_reauthenticate", request)
        return view(request, *args, **kwargs)

    return login_required(guarded)


def confirmed_fully(view: View) -> View:
    """Decorator: as `confirmed_again`, and by a second factor (authenticator or passkey) where the account has one.

    For what opens every other door: a thief of session and password still fails here.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page = _page_of_factor(request)
        if page:
            allowed = TO_FILL_IN_SECONDS if request.method == "POST" else app_settings.REAUTHENTICATION_TIMEOUT
            if not _confirmed(request, allowed, method="mfa"):
                return _asked(page, request)
        return view(request, *args, **kwargs)

    return confirmed_again(guarded)


def _page_of_factor(request: HttpRequest) -> str:
    """Where the account's second factor is asked for; empty without one. Each page leads to the other."""
    types = set(Authenticator.objects.filter(user=request.user.pk).values_list("type", flat=True))
    if Authenticator.Type.TOTP in types:
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn" if Authenticator.Type.WEBAUTHN in types else ""


def _asked(page: str, request: HttpRequest) -> HttpResponseBase:
    return redirect(f"{reverse(page)}?{urlencode({REDIRECT_FIELD_NAME: request.path})}")


def _confirmed(request: HttpRequest, seconds: int, method: str = "") -> bool:
    given = get_authentication_records(request, request.user)
    records = [one for one in given if one.get("reauthenticated") and method in ("", one.get("method"))]
    return bool(records) and time.time() - records[-1]["at"] < seconds
