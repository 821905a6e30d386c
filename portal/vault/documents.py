"""What may happen to a stored document afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, ProtectedError

from portal.vault.clamd import scan
from portal.vault.models import ScanState, StoredDocument
from portal.vault.page_pictures import remove_old_pictures
from portal.vault.parts import remove_stale
from portal.vault.refusals import Refused
from portal.vault.storage import FOLDER, private_storage


def discard(*, document: StoredDocument, now: datetime) -> None:
    """Forget a document of a draft: the row now, the files once the caller's transaction is committed.

    For drafts only. What was sent with a claim is kept as evidence; that no foreign key points here any more is
    the caller's to see to, and the database's (PROTECT) to enforce. `now` is for the caller's audit row.
    """
    files = [(file.storage, str(file.name)) for file in (document.original, document.served)]
    with transaction.atomic():
        document.delete()
        for storage, name in files:
            transaction.on_commit(partial(storage.delete, name))


def scan_again(*, now: datetime, most: int = 50) -> int:
    """Scan what waits because the scanner was out of reach; returns how many have an answer now."""
    answered = 0
    for document in StoredDocument.objects.filter(scan_state=ScanState.PENDING)[:most]:
        state = _scanned(document)
        answered += StoredDocument.objects.filter(pk=document.pk).exclude(scan_state=state).update(scan_state=state)
        if state is ScanState.PENDING:
            break  # still out of reach
    return answered


def _scanned(document: StoredDocument) -> ScanState:
    try:
        with document.original.open("rb") as file:
            return scan(file.read())
    except Refused:
        return ScanState.INFECTED


def remove_forgotten(*, now: datetime, older_than: timedelta = timedelta(days=1), most: int = 500) -> int:
    """Discard documents that no row of any room points at and return their number; at most `most` of them.

    They stay behind when a process ends between taking a file in and writing down what it is for. Younger ones may
    be on their way.
    """
    lone = StoredDocument.objects.filter(received_at__lt=now - older_than)
    for field in StoredDocument._meta.get_fields(include_hidden=True):
        if isinstance(field, ForeignObjectRel) and field.related_model is not StoredDocument:
            rows = field.related_model._base_manager.filter(**{field.field.name: OuterRef("pk")})
            lone = lone.exclude(Exists(rows))
    removed = 0
    for document in lone.order_by("received_at")[:most]:
        try:
            discard(document=document, now=now)
        except ProtectedError:  # taken for something since we looked
            continue
        removed += 1
    return removed


def remove_orphans(*, now: datetime, older_than: timedelta = timedelta(days=1)) -> int:
    """Delete the vault's files that no row names and return their number.

    They stay behind when a transaction is rolled back after `take_in`. Younger files may belong to one still open.
    """
    storage = private_storage()
    named = {name for row in StoredDocument.objects.values_list("original", "served").iterator() for name in row}
    orphans = [
        path
        for path in _files(storage, FOLDER)
        if path not in named and storage.get_modified_time(path) < now - older_than
    ]
    for path in orphans:
        storage.delete(path)
    return len(orphans)


def _files(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _files(storage, f"{folder}/{name}")


@dataclass(frozen=True)
class Tidied:
    """What tidying did: documents scanned after all, documents and files nobody points at, uploads nobody ended,
    pictures of pages drawn long ago.
    """

    scanned: int
    forgotten: int
    orphans: int
    unfinished: int
    pictures: int


def tidy(*, now: datetime) -> Tidied:
    """Scan what waits for the scanner and remove what was left lying for a day. Safe to run twice, also at once."""
    return Tidied(
        scanned=scan_again(now=now),
        forgotten=remove_forgotten(now=now),
        orphans=remove_orphans(now=now),
        unfinished=remove_stale(now=now),
        pictures=remove_old_pictures(now=now),
    )
