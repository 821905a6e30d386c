"""Papers that are the same for everybody, kept so that they are set once and not for each reader.

A paper lies under the fingerprint of its page and of the style sheets: what changes is another paper, and nothing
has to be told that it is old. Losing the shelf loses nothing. `tidy` takes away what nobody asked for lately.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from django.core.files.base import ContentFile

from portal.post.press import assets
from portal.vault.storage import private_storage

FOLDER = "shelf"
KEPT = timedelta(days=60)


def from_shelf(html: str, make: Callable[[], bytes]) -> bytes:
    """The paper of a page: from the shelf, else made and put there. Two at once make the same bytes."""
    storage, name = private_storage(), _name(html)
    if storage.exists(name):
        with storage.open(name) as kept:
            return bytes(kept.read())
    content = make()
    stored = storage.save(name, ContentFile(content))
    if stored != name:  # somebody else was faster
        storage.delete(stored)
    return content


def tidy(*, now: datetime) -> int:
    """Take away what was put here long ago; the number of papers. What is still asked for is set again."""
    storage, gone = private_storage(), 0
    if not storage.exists(FOLDER):
        return 0
    for file in storage.listdir(FOLDER)[1]:
        name = f"{FOLDER}/{file}"
        if storage.get_modified_time(name) + KEPT < now:
            storage.delete(name)
            gone += 1
    return gone


def _name(html: str) -> str:
    return f"{FOLDER}/{hashlib.sha256(html.encode() + _styles()).hexdigest()}"


@cache
def _styles() -> bytes:
    """All style sheets of papers; they do not change while a process runs."""
    return b"".join(path.read_bytes() for path in sorted(assets().glob("*.css")))
