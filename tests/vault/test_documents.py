"""Storing, discarding, and tidying up."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from portal.vault.documents import discard, remove_forgotten, remove_orphans
from portal.vault.models import StoredDocument
from portal.vault.storage import FOLDER, private_storage, random_path
from portal.vault.uploads import take_in
from tests.vault import pdfs
from tests.vault.conftest import NOW, Take

pytestmark = pytest.mark.usefixtures("same_process")


def test_what_is_written_down(take: Take) -> None:
    data = pdfs.pdf()
    document = take(data, "../../فاتورة.pdf")
    document.refresh_from_db()
    assert document.original_name == "فاتورة.pdf"
    assert (document.bytes, document.pages) == (len(data), 1)
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert (document.received_at, document.uploaded_by, document.scan_state) == (NOW, "6c1f", "not_scanned")


def test_the_original_is_kept_as_it_came_under_a_name_that_says_nothing(take: Take) -> None:
    data = pdfs.pdf()
    document = take(data, "Ana HIV test.pdf")
    with document.original.open("rb") as file:
        assert file.read() == data
    for stored in (document.original, document.served):
        folder, first, second, name = stored.name.split("/")
        assert (folder, first, second, len(name)) == (FOLDER, name[:2], name[2:4], 32)
        assert "Ana" not in str(document)


def test_a_large_upload_comes_from_disk(db: None) -> None:
    upload = TemporaryUploadedFile("a.pdf", "application/pdf", 0, None)
    upload.write(pdfs.pdf())  # type: ignore[attr-defined]
    upload.seek(0)  # type: ignore[attr-defined]
    assert take_in(upload=upload, by="x", now=NOW).pages == 1


def test_no_file_stays_when_the_row_fails(take: Take, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError

    monkeypatch.setitem(vars(private_storage()), "location", str(tmp_path))  # other tests write at the same time
    before = files()
    monkeypatch.setattr(StoredDocument, "save", fail)
    with pytest.raises(DatabaseError):
        take(pdfs.pdf())
    assert files() == before


def test_discard_takes_the_files_once_it_is_certain(take: Take, django_capture_on_commit_callbacks: Any) -> None:
    document = take(pdfs.pdf())
    storage, names = private_storage(), [document.original.name, document.served.name]
    with django_capture_on_commit_callbacks(execute=True):
        discard(document=document, now=NOW)
        assert all(storage.exists(name) for name in names)
    assert not any(storage.exists(name) for name in names)
    assert not StoredDocument.objects.exists()


def test_orphans_are_removed_after_a_day(take: Take) -> None:
    storage, kept = private_storage(), take(pdfs.pdf())
    orphan = storage.save(random_path(None, ""), ContentFile(b"x"))
    assert remove_orphans(now=timezone.now()) == 0
    assert remove_orphans(now=timezone.now() + timedelta(days=2)) >= 1
    assert not storage.exists(orphan)
    assert storage.exists(kept.original.name)


@pytest.mark.parametrize(
    "change",
    [
        {"bytes": 0},
        {"pages": 0},
        {"sha256": "abc"},
        {"media_type": "text/html"},
        {"scan_state": "fine"},
        {"served": ""},
    ],
)
def test_the_database_keeps_its_promises(take: Take, change: dict[str, Any]) -> None:
    document = take(pdfs.pdf())
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredDocument.objects.filter(pk=document.pk).update(**change)


@pytest.fixture
def forgotten(take: Take) -> StoredDocument:
    """A document whose process ended between taking it in and saying what it is for."""
    return take(pdfs.pdf())


def test_a_document_nothing_points_at_goes_after_a_day(
    forgotten: StoredDocument, django_capture_on_commit_callbacks: Any
) -> None:
    storage, names = private_storage(), [forgotten.original.name, forgotten.served.name]
    assert remove_forgotten(now=NOW + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_forgotten(now=NOW + timedelta(hours=25)) == 1
    assert not any(storage.exists(name) for name in names)
    assert remove_forgotten(now=NOW + timedelta(hours=25)) == 0


def test_the_clock_and_the_command_tidy_alike(forgotten: StoredDocument, capsys: pytest.CaptureFixture) -> None:
    StoredDocument.objects.update(received_at=timezone.now() - timedelta(days=2))
    (entry,) = (one for one in settings.CELERY_BEAT_SCHEDULE.values() if "vault" in one["task"])
    current_app.loader.import_default_modules()  # as a worker does
    current_app.tasks[entry["task"]]()
    assert not StoredDocument.objects.exists()
    call_command("tidy_documents")
    assert "0 documents dropped that nothing points at" in capsys.readouterr().out


def files() -> int:
    """How many files the vault holds."""
    storage, count, folders = private_storage(), 0, [FOLDER]
    while folders:
        folder = folders.pop()
        if storage.exists(folder):
            inner, names = storage.listdir(folder)
            folders += [f"{folder}/{name}" for name in inner]
            count += len(names)
    return count
