"""What an expert gets to read: the claim's documents, the notes, the appeal and its evidence, as one zip file."""

from collections.abc import Iterator
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core.files import File
from django.utils import translation
from django.utils.translation import gettext as _

from claims.appeals.models import Appeal, ExternalReview
from portal.vault.models import MediaType, ScanState, StoredDocument

IN_MEMORY = 4 * 1024 * 1024
SUFFIX = {MediaType.PDF: "pdf", MediaType.JPEG: "jpg", MediaType.PNG: "png"}


def package(review: ExternalReview) -> File:
    """The zip, to be sent and forgotten. Names in it say what a file is, not whose; a list has their fingerprints."""
    file: Any = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    listed = []
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in _parts(review.appeal):
            # Pictures and PDFs are compressed already.
            archive.writestr(name, content, ZIP_DEFLATED if name.endswith(".txt") else ZIP_STORED)
            listed.append(f"{sha256(content).hexdigest()}  {name}")
        archive.writestr("list.txt", "\n".join(listed) + "\n")
    file.seek(0)
    return File(file, name="documents.zip")


def _parts(appeal: Appeal) -> Iterator[tuple[str, bytes]]:
    yield "appeal.txt", _words(appeal).encode()
    settlement = appeal.settlement
    for name, paper in (("settlement-note.pdf", settlement.note), ("appeal-decision.pdf", appeal.notice)):
        if paper:
            yield name, _bytes(paper.file)
    for place, document in enumerate(appeal.claim.documents.select_related("stored"), start=1):
        yield from _stored(f"document-{place}", document.stored)
    for place, evidence in enumerate(appeal.documents.select_related("stored"), start=1):
        yield from _stored(f"evidence-{place}", evidence.stored)


def _stored(name: str, stored: StoredDocument) -> Iterator[tuple[str, bytes]]:
    if stored.scan_state != ScanState.INFECTED:
        yield f"{name}.{SUFFIX[MediaType(stored.media_type)]}", _bytes(stored.served)


def _bytes(file: Any) -> bytes:
    with file.open("rb") as opened:
        content: bytes = opened.read()
        return content


def _words(appeal: Appeal) -> str:
    """What the member wrote, and why it was refused, in the language of the appeal."""
    with translation.override(appeal.language):
        parts = [
            (_("Appeal"), appeal.number),
            (_("Reason"), str(appeal.get_ground_display())),
            (_("In the member's words"), appeal.words),
            (_("Decision on the appeal"), str(appeal.get_state_display())),
            (_("Reasons of the plan"), appeal.reasons),
            (_("What the member adds"), appeal.review.words),
        ]
    return "\n\n".join(f"{title}\n{text}" for title, text in parts if text) + "\n"
