"""Personal access tokens: made, shown once, used, revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.mydata.models import AccessToken
from portal.members import audit
from portal.members.access import person_of
from portal.members.models import User

PREFIX = "mpt_"
SHOWN = 10  # of a token's letters, kept to recognise it by
MOST = 10
DAYS = (30, 90, 365)
USED_EVERY = timedelta(minutes=1)


class TooManyTokens(Exception):
    """She has as many as one can keep an eye on."""

    code = "too-many-tokens"
    message = _("You have ten tokens already. Revoke one that you no longer need.")


@transaction.atomic
def make_token(
    *, name: str, days: int, by: User, now: datetime, request: HttpRequest | None = None
) -> tuple[AccessToken, str]:
    """A new token of 256 random bits, valid for `days`, and its secret, which is nowhere kept. Raises TooManyTokens."""
    User.objects.select_for_update().get(pk=by.pk)
    if AccessToken.objects.valid(on=now.date()).filter(user=by).count() >= MOST:
        raise TooManyTokens
    secret = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        user=by,
        name=name,
        beginning=secret[:SHOWN],
        digest=digest_of(secret),
        made_at=now,
        last_day=(now + timedelta(days=days)).date(),
    )
    audit.record(act="token.made", by=by, about=_owner(by), now=now, request=request, token=str(token.pk), days=days)
    return token, secret


@transaction.atomic
def revoke_token(*, token: AccessToken, by: User, now: datetime, request: HttpRequest | None = None) -> None:
    """It opens nothing any more. Twice changes nothing."""
    if AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        audit.record(act="token.revoked", by=by, about=_owner(by), now=now, request=request, token=str(token.pk))


def token_for(*, secret: str, now: datetime) -> AccessToken | None:
    """The valid token with this secret, of an account that may still sign in."""
    valid = AccessToken.objects.valid(on=now.date()).filter(user__is_active=True, digest=digest_of(secret))
    return valid.select_related("user").first()


@transaction.atomic
def note_use(*, token: AccessToken, count: int, now: datetime, request: HttpRequest) -> None:
    """Write down that the token was used, and how many settlements it was told."""
    if token.used_at is None or now - token.used_at >= USED_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(used_at=now)
    by, key = token.user, str(token.pk)
    audit.record(act="token.used", by=by, about=_owner(by), now=now, request=request, token=key, told=count)


def digest_of(secret: str) -> str:
    """What is kept of a secret that no one could guess: a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _owner(user: User) -> Model:
    return person_of(user) or user
