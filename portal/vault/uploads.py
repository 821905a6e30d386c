"""Taking a document in: judged by its content, rebuilt, stored. Nothing of what came is ever shown again as it came."""

import hashlib
import logging
import mmap
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile

from portal.vault import workshop
from portal.vault.clamd import scan
from portal.vault.kinds import Rebuilt, kind_of
from portal.vault.models import ScanState, StoredDocument
from portal.vault.names import clean_name
from portal.vault.refusals import Refused
from portal.vault.signatures import is_infected
from portal.vault.unfit import NO_ROOM, Unfit

__all__ = ["Refused", "take_in"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Received:
    """The upload on disk: `data` is the file mapped into memory, `sha256` its hash in hex."""

    path: Path
    data: mmap.mmap
    size: int
    sha256: str


def take_in(*, upload: UploadedFile, by: str, now: datetime) -> StoredDocument:
    """Judge `upload` by its content and store the original (quarantined) with a harmless copy. `by` is an opaque id.

    Raises Refused, whose `code` is one of `portal.vault.refusals.SENTENCES`; nothing is stored then.
    """
    with _room_to_store(), _received(upload) as received, tempfile.TemporaryFile() as copy:
        scan_state = _scanned(received)
        rebuilt = _rebuilt(received, copy)
        document = StoredDocument(
            original_name=clean_name(upload.name),
            media_type=rebuilt.media_type,
            bytes=received.size,
            pages=rebuilt.pages,
            legibility=rebuilt.legibility,
            likeness=rebuilt.likeness,
            sha256=received.sha256,
            scan_state=scan_state,
            received_at=now,
            uploaded_by=by,
        )
        return _stored(document, received.path, copy)


@contextmanager
def _room_to_store() -> Iterator[None]:
    """A full disk is told in words, to the member and to whoever watches the log."""
    try:
        yield
    except OSError as problem:
        if problem.errno not in NO_ROOM:
            raise
        logger.error("There is no room left for documents; uploads are refused.")
        raise Refused("storage_full") from problem


@contextmanager
def _received(upload: UploadedFile) -> Iterator[_Received]:
    """The upload on disk, counted and hashed on the way: its own word for its size is not taken."""
    with tempfile.NamedTemporaryFile() as file:
        size, digest = 0, hashlib.sha256()
        for chunk in upload.chunks():
            size += len(chunk)
            if size > settings.DOCUMENT_MAX_BYTES:
                raise Refused("too_large", megabytes=settings.DOCUMENT_MAX_BYTES // 1024**2)
            digest.update(chunk)
            file.write(chunk)
        if not size:
            raise Refused("empty")
        file.flush()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield _Received(Path(file.name), data, size, digest.hexdigest())


# Bytes are looked at under Python's own lock anyway; one file after the other, only one lies in memory meanwhile.
_one_in_memory = threading.Lock()


@contextmanager
def _looking(received: _Received) -> Iterator[mmap.mmap]:
    """The file's bytes, to be looked at quickly. Afterwards they are on the disk alone again."""
    with _one_in_memory:
        try:
            yield received.data
        finally:
            received.data.madvise(mmap.MADV_DONTNEED)


def _scanned(received: _Received) -> ScanState:
    with _looking(received) as data:
        if is_infected(data):
            raise Refused("virus")
    state = scan(received.data)
    received.data.madvise(mmap.MADV_DONTNEED)
    return state


def _rebuilt(received: _Received, copy: BinaryIO) -> Rebuilt:
    try:
        with _looking(received) as data:
            kind = kind_of(received.path, data)
        return workshop.rebuilt(kind, received.path, copy)
    except Unfit as unfit:
        raise Refused(unfit.code, **unfit.figures) from None


def _stored(document: StoredDocument, original: Path, copy: BinaryIO) -> StoredDocument:
    try:
        with original.open("rb") as file:
            document.original.save("", File(file), save=False)
        document.served.save("", File(copy), save=False)
        document.save(force_insert=True)
    except BaseException:
        for stored in (document.original, document.served):
            if stored.name:
                stored.storage.delete(stored.name)
        raise
    return document
