"""Files that a job makes for one member: she asks, looks again, saves it; after a week it is gone.

Rooms register what they can make with `makes`; the page is one for all of them (`claims.views.downloads`).
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import Model
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.models import Download
from portal.members.audit import record
from portal.members.limits import Limit, spend
from portal.members.models import User
from portal.work.jobs import enqueue

MAKE, FORGET = "claims.make_download", "claims.forget_download"
KEPT = timedelta(days=7)
ASKED = Limit("claims.downloads", 20, timedelta(hours=1))


class DownloadRefused(Exception):
    """A file that will not be made; `message` says why."""

    message: Promise


class TooManyDownloads(DownloadRefused):
    message = _("You asked for many files in the last hour. Please wait a little.")


class NothingToMake(Exception):
    """What it was to be made of is gone, or no longer hers: the order ends without a file."""


@dataclass(frozen=True)
class Made:
    """A file made. `name` says what it is, not whose; `people` are those whose data is in it."""

    file: File
    name: str
    media_type: str
    people: Collection[UUID] = ()


Maker = Callable[[Download, datetime], Made]


@dataclass(frozen=True)
class Kind:
    """How files of a kind are made; `tell` says in the same transaction that one is ready.

    With `asks_password` the file is handed out to somebody who gave her password a moment ago, and to nobody else.
    """

    make: Maker
    asks_password: bool = False
    tell: Callable[[Download, datetime], None] | None = None


kinds: dict[str, Kind] = {}


def makes(
    kind: str, *, asks_password: bool = False, tell: Callable[[Download, datetime], None] | None = None
) -> Callable[[Maker], Maker]:
    """Decorator: this makes downloads of that kind, from `asked` and for `owner`. It may raise NothingToMake.

    It runs in a worker, in the language of the order, perhaps twice; it checks anew what the owner may see.
    """

    def register(maker: Maker) -> Maker:
        kinds[kind] = Kind(maker, asks_password, tell)
        return maker

    return register


def ask_for(
    *, kind: str, asked: Mapping[str, Any], about: Model, form_key: UUID, language: str, by: User, now: datetime
) -> Download:
    """Order a file; the same form gives the same order. `about` is what the trail names. Raises TooManyDownloads."""
    known = Download.objects.filter(owner=by, form_key=form_key).first()
    if known:
        return known
    if not spend([(ASKED, str(by.pk))], now=now):
        raise TooManyDownloads
    order: dict[str, Any] = {"kind": kind, "asked": dict(asked)}
    with transaction.atomic():
        download, is_new = Download.objects.get_or_create(
            owner=by,
            form_key=form_key,
            defaults={**order, "language": language, "asked_at": now, "expires_at": now + KEPT},
        )
        if is_new:
            record(act="download.asked", by=by, about=about, now=now, kind=kind)
            enqueue(kind=MAKE, key=download.pk, now=now)
            enqueue(kind=FORGET, key=download.pk, now=now, due_at=download.expires_at)
        return download


def make(*, download_id: UUID, now: datetime) -> Download | None:
    """Make the file of an order; one that is made, or gone, is left as it is."""
    download = Download.objects.select_related("owner").filter(pk=download_id).first()
    if download is None or download.made_at or download.expires_at <= now:
        return download
    kind = kinds[download.kind]
    with translation.override(download.language):
        try:
            made = kind.make(download, now)
        except NothingToMake:
            Download.objects.filter(pk=download.pk, made_at=None).update(made_at=now)
            return download
    with closing(made.file), transaction.atomic():
        mine = Download.objects.select_for_update().get(pk=download.pk)
        if mine.made_at is None:
            mine.file.save(PurePath(made.name).name, made.file, save=False)
            mine.made_at, mine.bytes = now, mine.file.size
            mine.filename, mine.media_type = made.name, made.media_type
            mine.people = [str(person) for person in made.people]
            mine.save()
            if kind.tell:
                kind.tell(mine, now)
        return mine


def forget(*, download_id: UUID, now: datetime) -> None:
    """Remove the file of an order that has expired; that it was asked for stays on the trail."""
    download = Download.objects.filter(pk=download_id, expires_at__lte=now).exclude(file="").first()
    if download:
        download.file.delete(save=False)
        download.bytes = 0
        download.save(update_fields=["file", "bytes"])
