"""Asking once more who it is, before something that a thief of an open session would do."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
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
            back = urlencode({REDIRECT_FIELD_NAME: request.path})
            return redirect(f"{reverse('account_reauthenticate')}?{back}")
        return view(request, *args, **kwargs)

    return login_required(guarded)


def _confirmed(request: HttpRequest, seconds: int) -> bool:
    records = [one for one in get_authentication_records(request, request.user) if one.get("reauthenticated")]
    return bool(records) and time.time() - records[-1]["at"] < seconds
