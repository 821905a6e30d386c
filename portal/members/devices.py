"""Devices somebody signed in from before.

Wrong passwords sent from elsewhere use up an account's tries; a device that knows the account has tries of its own, so
that an attacker cannot keep its owner out. The cookie opens nothing else.
"""

from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from portal.members.models import User

COOKIE = "__Host-device" if settings.LIVE else "device"
SALT = "members.device"
MAX_AGE = 400 * 24 * 3600
ACCOUNTS_KEPT = 6


def device_knowing(request: HttpRequest, user: User | None) -> str | None:
    """The device's own mark if `user` has signed in from it before."""
    mark, accounts = _read(request)
    return mark if user is not None and str(user.pk) in accounts else None


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Leaves the mark on a device that has just signed `user` in."""
    mark, accounts = _read(request)
    kept = [str(user.pk), *(account for account in accounts if account != str(user.pk))][:ACCOUNTS_KEPT]
    response.set_cookie(
        COOKIE,
        signing.dumps([mark or uuid4().hex, kept], salt=SALT),
        max_age=MAX_AGE,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str | None, list[str]]:
    try:
        mark, accounts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError):
        return None, []
    return mark, accounts
