"""A way to hand a file to the vault as a browser would."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ImageFile

from portal.vault import workshop
from portal.vault.models import StoredDocument
from portal.vault.rebuilding import rebuild
from portal.vault.uploads import take_in

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
Take = Callable[..., StoredDocument]


@pytest.fixture
def same_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the corpus: the same code without a process of its own for each file, which takes 0.2 seconds."""
    monkeypatch.setattr(workshop, "rebuilt", rebuild)
    # WeasyPrint, which other tests of this process may have loaded, makes Pillow take half pictures for whole ones.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)


@pytest.fixture
def take(db: None) -> Take:
    """`take(data, name="invoice.pdf", claimed="application/pdf")`: the stored document, or Refused."""

    def send(data: bytes, name: str = "invoice.pdf", claimed: str = "application/pdf") -> StoredDocument:
        upload = SimpleUploadedFile("placeholder", data, content_type=claimed)
        upload._name = name  # type: ignore[attr-defined]  # as sent: Django's own cleaning is not what is tested
        return take_in(upload=upload, by="6c1f", now=NOW)

    return send


def served(document: StoredDocument) -> bytes:
    """The copy that would be shown."""
    with document.served.open("rb") as file:
        return file.read()
