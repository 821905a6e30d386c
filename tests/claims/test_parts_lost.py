"""Files in parts when something breaks: the line, the disk, the member's mind; and the broom that comes after a day."""

import errno
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from claims.custody import finish_parts
from claims.drafts import discard_draft
from claims.models import Claim
from portal.members.models import Person
from portal.vault import parts
from portal.vault.models import PartialUpload, StoredDocument
from tests.claims.by_parts import CONTENT, announced, begin, files, part, told
from tests.claims.by_parts import draft as draft

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")


def test_a_line_that_breaks_within_a_part_loses_nothing_of_it(draft: Claim, ana: Person, now: datetime) -> None:
    upload = parts.begin(about=draft.pk, by=str(ana.user_id), now=now, **announced(CONTENT))

    def broken() -> Any:
        yield CONTENT[:700]
        raise OSError("the line broke")

    with pytest.raises(OSError, match="the line broke"):
        parts.add_part(upload=upload, offset=0, chunks=broken(), now=now)
    assert PartialUpload.objects.get().arrived == 700
    parts.add_part(upload=upload, offset=700, chunks=[CONTENT[700:]], now=now)
    document = finish_parts(claim_id=draft.pk, upload=upload, by=ana.user, now=now)  # type: ignore[arg-type]
    assert document.stored.bytes == len(CONTENT)


def test_a_full_disk_is_told_and_what_arrived_is_kept(
    ana_client: Client, draft: Claim, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = told(begin(ana_client, draft, CONTENT))
    told(part(ana_client, begun["part"], CONTENT[:1000], 0))

    before = StoredDocument.objects.count(), len(files(private / "documents"))

    def full(*args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(parts, "_write", full)
        assert "no room" in told(part(ana_client, begun["part"], CONTENT[1000:], 1000), 503)["error"]
    told(part(ana_client, begun["part"], CONTENT[1000:], 1000))
    with monkeypatch.context() as patch:
        patch.setattr("django.core.files.storage.FileSystemStorage._save", full)
        assert "no room" in told(ana_client.post(begun["finish"]), 503)["error"]
    assert not draft.documents.exists()
    assert (StoredDocument.objects.count(), len(files(private / "documents"))) == before, "nothing half stored"
    assert told(ana_client.post(begun["finish"]))["receipt"]


def test_a_dropped_upload_is_gone(
    ana_client: Client, draft: Claim, private: Path, django_capture_on_commit_callbacks: Any
) -> None:
    begun = told(begin(ana_client, draft, CONTENT))
    told(part(ana_client, begun["part"], CONTENT[:1000], 0))
    with django_capture_on_commit_callbacks(execute=True):
        told(ana_client.post(f"{begun['part']}drop/"))
    assert told(ana_client.post(f"{begun['part']}drop/"), 404)
    assert not PartialUpload.objects.exists()
    assert not files(private / "parts")


def test_a_thrown_away_draft_takes_its_uploads_along(
    ana_client: Client, draft: Claim, ana: Person, private: Path, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    begun = told(begin(ana_client, draft, CONTENT))
    told(part(ana_client, begun["part"], CONTENT[:1000], 0))
    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(claim_id=draft.pk, by=ana.user, now=now)  # type: ignore[arg-type]
    assert not PartialUpload.objects.exists()
    assert not files(private / "parts")


def test_after_a_day_nobody_waits_for_the_rest(
    ana_client: Client, draft: Claim, private: Path, now: datetime, capsys: Any, django_capture_on_commit_callbacks: Any
) -> None:
    begun = told(begin(ana_client, draft, CONTENT))
    told(part(ana_client, begun["part"], CONTENT[:1000], 0))
    assert parts.remove_stale(now=now + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert parts.remove_stale(now=now + timedelta(hours=25)) == 1
    assert not files(private / "parts")
    call_command("tidy_documents")
    assert "0 uploads dropped" in capsys.readouterr().out
