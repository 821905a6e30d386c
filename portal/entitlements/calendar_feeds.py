"""The private calendar address of a member: opened, read by its token, revoked."""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from portal.entitlements.models import CalendarFeed
from portal.members.audit import record
from portal.members.models import Person, User

TOKEN_BYTES = 32


def open_feed(*, person: Person, by: User, now: datetime) -> str:
    """The token of a new address, told once and never again; an address from before ends. Two at once leave one."""
    token = token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        _revoke(person, now)
        feed = CalendarFeed.objects.create(person=person, token_digest=digest(token), created_at=now)
        record(act="calendar_feed.opened", by=by, about=feed, now=now)
    return token


def revoke_feed(*, person: Person, by: User, now: datetime) -> bool:
    """End the address: from now on it does not exist. False when there was none."""
    with transaction.atomic():
        feed = _revoke(person, now)
        if feed is None:
            return False
        record(act="calendar_feed.revoked", by=by, about=feed, now=now)
    return True


def feed_of(token: str) -> CalendarFeed | None:
    """The open address with that token, of somebody who may still sign in."""
    feeds = CalendarFeed.objects.select_related("person__family", "person__user")
    return feeds.filter(token_digest=digest(token), revoked_at__isnull=True, person__user__is_active=True).first()


def digest(token: str) -> str:
    """What is stored. A fast one is enough, since 256 random bits cannot be guessed."""
    return sha256(token.encode()).hexdigest()


def _revoke(person: Person, now: datetime) -> CalendarFeed | None:
    """The open address, ended. The person's row is locked, so that clicks at the same time come one after the other."""
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    feed = CalendarFeed.objects.filter(person=person, revoked_at__isnull=True).first()
    if feed is not None:
        feed.revoked_at = max(now, feed.created_at)
        feed.save(update_fields=["revoked_at"])
    return feed
