"""Files that arrive in parts over a line that breaks: begun, continued where it broke, taken in when complete.

The bytes lie in the private folder under a random name, readable by nobody until the whole file was judged by
`portal.vault.uploads`. How far it came stands in the database; what lies beyond that in the file is written again.
"""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from portal.vault.models import PartialUpload
from portal.vault.names import clean_name
from portal.vault.refusals import Refused
from portal.vault.storage import private_storage
from portal.vault.unfit import NO_ROOM

FOLDER = "parts"
PART_BYTES = 1024 * 1024
KEPT_FOR = timedelta(hours=24)
# A member who begins more than this many files without finishing any loses the oldest.
MOST_OPEN = 20


class OutOfStep(Exception):
    """A part that does not continue the file; the next one has to begin at `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def begin(
    *, about: UUID, client_key: str, fingerprint: str, name: str, size: int, by: str, now: datetime
) -> PartialUpload:
    """The upload of this file: where it stands if it began before, else a new one at 0 of `size` bytes.

    The same `client_key` with another `fingerprint` or size begins anew. Raises Refused: empty, too_large.
    """
    if size < 1:
        raise Refused("empty")
    if size > settings.DOCUMENT_MAX_BYTES:
        raise Refused("too_large", megabytes=settings.DOCUMENT_MAX_BYTES // 1024**2)
    facts = {"fingerprint": fingerprint, "bytes": size, "original_name": clean_name(name), "changed_at": now}
    with transaction.atomic():
        upload, created = PartialUpload.objects.select_for_update().get_or_create(
            uploaded_by=by, about=about, client_key=client_key, defaults=facts
        )
        if not created and (upload.fingerprint, upload.bytes) != (fingerprint, size):
            PartialUpload.objects.filter(pk=upload.pk).update(arrived=0, **facts)
            upload.refresh_from_db()
    _forget_oldest(by)
    return upload


def unfinished(*, about: UUID, by: str, now: datetime) -> list[PartialUpload]:
    """What `by` began for this and did not finish, newest first, as far as something has arrived."""
    found = PartialUpload.objects.filter(about=about, uploaded_by=by, arrived__gt=0, changed_at__gt=now - KEPT_FOR)
    return list(found.order_by("-changed_at"))


def of(upload_id: UUID, *, about: UUID, by: str) -> PartialUpload:
    """That upload of that sender. Raises PartialUpload.DoesNotExist."""
    return PartialUpload.objects.get(pk=upload_id, about=about, uploaded_by=by)


def add_part(*, upload: PartialUpload, offset: int, chunks: Iterable[bytes], now: datetime) -> int:
    """Write the bytes from `offset` on and return how many there are now.

    When the line breaks in the middle, what came before is kept. The same part once more is out of step, which
    tells the sender where to go on. Raises OutOfStep, and Refused: too_large, storage_full.
    """
    with _held(upload) as file:
        upload.refresh_from_db(fields=["arrived", "bytes"])
        if offset != upload.arrived:
            raise OutOfStep(upload.arrived)
        file.seek(offset)
        try:
            for chunk in chunks:
                if file.tell() + len(chunk) > upload.bytes:
                    raise Refused("too_large", megabytes=settings.DOCUMENT_MAX_BYTES // 1024**2)
                _write(file, chunk)
        finally:
            upload.arrived = file.tell()
            PartialUpload.objects.filter(pk=upload.pk).update(arrived=upload.arrived, changed_at=now)
    return upload.arrived


def _write(file: BinaryIO, chunk: bytes) -> None:
    """All of it: an unbuffered file may take less than it is given, as when the disk is nearly full."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[file.write(rest) :]


@contextmanager
def whole(upload: PartialUpload) -> Iterator[UploadedFile]:
    """The complete file, as one that was uploaded at once; nobody else finishes it meanwhile.

    Raises OutOfStep when something is missing, PartialUpload.DoesNotExist when somebody else finished it.
    """
    with _held(upload) as file:
        upload.refresh_from_db(fields=["arrived", "bytes"])
        if upload.arrived != upload.bytes:
            raise OutOfStep(upload.arrived)
        file.truncate(upload.bytes)
        file.seek(0)
        yield UploadedFile(file, name=upload.original_name, size=upload.bytes)


def forget(upload: PartialUpload) -> None:
    """Drop an upload that was taken in or refused: the row, and its file on commit."""
    path = _path(upload)
    with transaction.atomic():
        PartialUpload.objects.filter(pk=upload.pk).delete()
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def forget_all(*, about: UUID) -> None:
    """Drop what was begun for something that is no more, in the caller's transaction."""
    for upload in PartialUpload.objects.filter(about=about):
        forget(upload)


def remove_stale(*, now: datetime) -> int:
    """Drop uploads nobody continued for a day, and files no row names; the number of uploads."""
    stale = list(PartialUpload.objects.filter(changed_at__lte=now - KEPT_FOR))
    for upload in stale:
        forget(upload)
    named = {pk.hex for pk in PartialUpload.objects.values_list("pk", flat=True)}
    for path in _folder().glob("*"):
        if path.name not in named and datetime.fromtimestamp(path.stat().st_mtime, tz=now.tzinfo) < now - KEPT_FOR:
            path.unlink(missing_ok=True)
    return len(stale)


def _forget_oldest(by: str) -> None:
    mine = PartialUpload.objects.filter(uploaded_by=by).order_by("-changed_at")
    for upload in mine[MOST_OPEN:]:
        forget(upload)


@contextmanager
def _held(upload: PartialUpload) -> Iterator[BinaryIO]:
    """The file, open and locked against whoever sends the same part from another window."""
    try:
        path = _path(upload)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
    except OSError as problem:
        if problem.errno in NO_ROOM:
            raise Refused("storage_full") from problem
        raise


def _path(upload: PartialUpload) -> Path:
    return _folder() / upload.pk.hex


def _folder() -> Path:
    return Path(private_storage().path(FOLDER))
