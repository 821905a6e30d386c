"""Devices somebody signed in from before, known by a random mark in a signed cookie.

Wrong passwords sent from elsewhere use up an account's tries; a device that knows the account has tries of its own, so
that an attacker cannot keep its owner out. One that is new to the account is told by mail. One that its owner wants
remembered is not asked for the second factor for a while: decision 0017.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.look import words
from portal.members import audit
from portal.members.models import AuditEntry, Device, User
from portal.post.mail import queue_news

COOKIE = "__Host-device" if settings.LIVE else "device"
SALT = "members.device"
MAX_AGE = 400 * 24 * 3600
KEPT = timedelta(days=400)
TRUSTED_FOR = timedelta(days=30)
WISH = "remember_device"  # in the session, between the form of the second factor and the end of sign-in


def device_knowing(request: HttpRequest, user: User | None) -> str | None:
    """The device's own mark if `user` has signed in from it before. Asks the database alike for nobody."""
    mark = _mark(request)
    known = mark and Device.objects.filter(user_id=user.pk if user else UUID(int=0), mark=_digest(mark)).exists()
    return mark if known else None


def remember(request: HttpRequest, response: HttpResponse, user: User, *, now: datetime) -> Device:
    """Notes that `user` has just signed in from this device, and leaves the mark on it."""
    mark = _mark(request) or uuid4().hex
    wish = bool(request.session.pop(WISH, False)) and not user.is_staff
    device = _noted(user, mark, request, wish, now)
    response.set_cookie(
        COOKIE,
        signing.dumps(mark, salt=SALT),
        max_age=MAX_AGE,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return device


def wish_trust(request: HttpRequest) -> None:
    """The second factor was given, and its owner wants to be asked less often here."""
    request.session[WISH] = True


def is_trusted(request: HttpRequest, user: User, *, now: datetime) -> bool:
    """Whether the second factor may be left out: remembered, and neither password nor factors changed since. Never for
    staff.
    """
    mark = _mark(request)
    if not mark or user.is_staff:
        return False
    device = Device.objects.filter(user=user, mark=_digest(mark), trusted_until__gt=now).first()
    return device is not None and constant_time_compare(device.trusted_for, _protection(user))


def devices_of(request: HttpRequest, user: User, *, now: datetime) -> list[tuple[Device, bool, bool]]:
    """The account's devices, last used first; for each whether it is this one, and whether it is remembered."""
    here, protection = _digest(_mark(request) or ""), _protection(user)
    return [
        (
            one,
            one.mark == here,
            bool(one.trusted_until and one.trusted_until > now and one.trusted_for == protection),
        )
        for one in Device.objects.filter(user=user)
    ]


@transaction.atomic
def forget(*, user: User, device_id: UUID | None, by: User, now: datetime, request: HttpRequest | None = None) -> int:
    """Forgets a device of `user`, or all of them for None: it is new again, and asked for everything. The number."""
    found = Device.objects.filter(user=user)
    count = (found if device_id is None else found.filter(pk=device_id)).delete()[0]
    if count:
        about = getattr(user, "person", None) or user
        audit.record(act="account.devices_forgotten", by=by, about=about, now=now, request=request, count=count)
    return count


def forget_old(now: datetime) -> int:
    """Removes devices whose cookie ran out; the number removed."""
    return Device.objects.filter(last_at__lt=now - KEPT).delete()[0]


@transaction.atomic
def _noted(user: User, mark: str, request: HttpRequest, wish: bool, now: datetime) -> Device:
    facts: dict[str, object] = {"last_at": now, "browser": request.headers.get("user-agent", "")[:200]}
    if wish:
        facts |= {"trusted_until": now + TRUSTED_FOR, "trusted_for": _protection(user)}
    device, is_new = Device.objects.update_or_create(
        user=user, mark=_digest(mark), defaults=facts, create_defaults={**facts, "first_at": now}
    )
    if wish:
        about = getattr(user, "person", None) or user
        audit.record(act="account.device_remembered", by=user, about=about, now=now, request=request)
    # The very first sign-in is the one that opened the account: nobody need be told of that.
    if is_new and AuditEntry.objects.filter(act="account.signed_in", by=user)[1:2]:
        about = getattr(user, "person", None) or user
        audit.record(act="account.new_device", by=user, about=about, now=now, request=request)
        _tell(user, device, now)
    return device


def _tell(user: User, device: Device, now: datetime) -> None:
    if not user.email:
        return
    with translation.override(user.language):
        told = {"browser": words.browser(device.browser), "at": words.long_moment(now), "name": user.get_short_name()}
    told["url"] = settings.SITE_URL + reverse("members:devices")
    queue_news(
        kind="new_device",
        template="new_device",
        to=user.email,
        language=user.language,
        context=told,
        key=device.pk,
        now=now,
    )


def _protection(user: User) -> str:
    """What the account is protected by: another password or another second factor makes another text."""
    factors = Authenticator.objects.filter(user_id=user.pk).order_by("pk").values_list("pk", flat=True)
    return salted_hmac(
        SALT, "|".join([str(user.pk), user.password, *map(str, factors)]), algorithm="sha256"
    ).hexdigest()


def _digest(mark: str) -> str:
    return sha256(mark.encode()).hexdigest()


def _mark(request: HttpRequest) -> str | None:
    try:
        mark = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError):
        return None
    return mark if isinstance(mark, str) else None
