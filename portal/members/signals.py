"""Acts that happen inside Django and allauth and belong on the audit trail."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone

from portal.members import audit, returned_codes, sessions
from portal.members.models import User
from portal.post.signals import acted, undelivered

ACTS: list[tuple[Signal, str]] = [
    (user_logged_in, "account.signed_in"),
    (user_logged_out, "account.signed_out"),
]


def connect() -> None:
    """Called once, when the application is ready."""
    for signal, act in ACTS:
        signal.connect(_recorder(act), weak=False, dispatch_uid=act)
    user_logged_in.connect(sessions.begin, dispatch_uid="members.session_begins")
    undelivered.connect(returned_codes.mail_undelivered, dispatch_uid="members.mail_undelivered")
    acted.connect(_post_acted, dispatch_uid="members.post_acted")
    # allauth's own signals come after the commit; these come in the transaction of the change.
    post_save.connect(second_factor_saved, sender=Authenticator, dispatch_uid="members.second_factor_saved")
    post_delete.connect(second_factor_removed, sender=Authenticator, dispatch_uid="members.second_factor_removed")


def _post_acted(sender: Any, *, act: str, by: User, about: Model, now: datetime, **detail: Any) -> None:
    """What staff did with the post, in a room below that knows no trail."""
    detail.pop("signal", None)
    audit.record(act=act, by=by, about=about, now=now, **detail)


def _recorder(act: str) -> Callable[..., None]:
    def receiver(sender: Any, request: HttpRequest | None = None, user: User | None = None, **_rest: Any) -> None:
        if user is not None:
            _record(act, user, user, request)

    return receiver


def second_factor_saved(sender: Any, instance: Authenticator, created: bool, **_rest: Any) -> None:
    """A new second factor; using one changes its row too and is no act of its own."""
    if created:
        _second_factor("account.second_factor_added", instance)


def second_factor_removed(sender: Any, instance: Authenticator, **_rest: Any) -> None:
    """A second factor less: by its owner, or by a colleague who helps somebody without a telephone."""
    _second_factor("account.second_factor_removed", instance)


def _second_factor(act: str, authenticator: Authenticator) -> None:
    request = context.request
    by = request.user if request is not None and request.user.is_authenticated else None
    _record(act, authenticator.user, by, request, type=str(authenticator.type))


def _record(act: str, owner: User, by: User | None, request: HttpRequest | None, **detail: str) -> None:
    about = getattr(owner, "person", None) or owner
    audit.record(act=act, by=by, about=about, now=timezone.now(), request=request, **detail)
