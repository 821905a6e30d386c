"""Pages of a stored PDF as pictures: drawn when somebody looks, kept for a while, drawn again when gone."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from portal.vault import workshop
from portal.vault.models import MediaType, ScanState, StoredDocument
from portal.vault.storage import private_storage
from portal.vault.unfit import Unfit

FOLDER = "pages"
KEPT = timedelta(days=30)


class PageMissing(Exception):
    """There is no such page, or it cannot be drawn."""


def page_picture(document: StoredDocument, number: int) -> File:
    """Page `number` (from 1) of the served copy of a PDF as JPEG. The caller has checked who asks. Raises PageMissing.

    What was drawn before is taken from the private storage; an interrupted drawing leaves nothing there.
    """
    if document.media_type != MediaType.PDF or document.scan_state == ScanState.INFECTED:
        raise PageMissing
    if not 1 <= number <= document.pages:
        raise PageMissing
    storage, name = private_storage(), _name(document.pk, number)
    try:
        return storage.open(name)
    except FileNotFoundError:
        return _drawn(document, number, storage, name)


def _drawn(document: StoredDocument, number: int, storage: Storage, name: str) -> File:
    with tempfile.TemporaryFile() as picture, tempfile.NamedTemporaryFile() as copy:
        try:
            with document.served.storage.open(str(document.served.name)) as served:
                shutil.copyfileobj(served, copy)
            copy.flush()
            workshop.page_drawn(Path(copy.name), number, picture)
        except (Unfit, FileNotFoundError):
            raise PageMissing from None
        picture.seek(0)
        drawn = ContentFile(picture.read())
    # Of two who draw at once the second is stored under another name, which is tidied away: nobody waits for nobody.
    with suppress(OSError):  # a full disk costs the next reader the time to draw it, and nobody the page
        storage.save(name, drawn)
    drawn.seek(0)
    return drawn


def _name(document: UUID, number: int) -> str:
    return f"{FOLDER}/{document.hex[:2]}/{document.hex}-{number}"


def remove_old_pictures(*, now: datetime, older_than: timedelta = KEPT) -> int:
    """Delete pictures drawn long ago and return their number; whoever looks again has them drawn anew."""
    storage = private_storage()
    old = [name for name in _names(storage) if storage.get_modified_time(name) < now - older_than]
    for name in old:
        storage.delete(name)
    return len(old)


def _names(storage: Storage) -> Iterator[str]:
    try:
        folders, _files = storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in folders:
        yield from (f"{FOLDER}/{folder}/{name}" for name in storage.listdir(f"{FOLDER}/{folder}")[1])
