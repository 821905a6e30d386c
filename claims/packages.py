"""What another insurer asks for: the settlement note and the member's documents, in one archive that soon expires."""

import zipfile
from datetime import datetime
from pathlib import PurePath
from tempfile import TemporaryFile

from django.core.files.base import File

from claims.custody import documents_of
from claims.downloads import Made, NothingToMake, makes
from claims.models import Download, Settlement
from claims.seeing import claims_seen_by
from portal.members.access import person_of
from portal.members.days import own_day
from portal.vault.models import MediaType, ScanState

KIND = "package"
SUFFIXES = {MediaType.PDF: ".pdf", MediaType.JPEG: ".jpg", MediaType.PNG: ".png"}
CHUNK = 1 << 20


@makes(KIND)
def package(download: Download, now: datetime) -> Made:
    """An archive of the note and the documents as we keep them; names in it say what they are, not whose."""
    settlement = _settlement(download, now)
    if settlement.note is None:
        raise NothingToMake
    out = TemporaryFile()  # noqa: SIM115 - closed by whoever stores it
    # Papers and photos are compressed already: pressing them again would only take time.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, "1-settlement-note.pdf", settlement.note.file, settlement.settled_at)
        for number, document in enumerate(documents_of(settlement.claim), start=2):
            stored = document.stored
            if stored.scan_state != ScanState.INFECTED:
                kind = "statement-of-another-insurance" if document.kind else "document"
                name = f"{number}-{kind}{SUFFIXES[MediaType(stored.media_type)]}"
                _add(archive, name, stored.served, settlement.settled_at)
    out.seek(0)
    return Made(File(out), "package-for-another-insurer.zip", "application/zip", [settlement.claim.patient_id])


def _settlement(download: Download, now: datetime) -> Settlement:
    """The settlement that was asked for, if its owner may still see it. Raises NothingToMake."""
    reader = person_of(download.owner)
    if reader is None:
        raise NothingToMake
    today = own_day(reader, now)
    claims = claims_seen_by(reader, today)
    found = Settlement.objects.filter(pk=download.asked["settlement"], claim__in=claims)
    settlement = found.select_related("note", "claim").first()
    if settlement is None:
        raise NothingToMake
    return settlement


def _add(archive: zipfile.ZipFile, name: str, file: File, at: datetime) -> None:
    """Copied piece by piece: a package may hold twenty documents of fifteen megabytes."""
    info = zipfile.ZipInfo(PurePath(name).name, date_time=at.timetuple()[:6])
    with file.open("rb") as source, archive.open(info, "w") as target:
        while piece := source.read(CHUNK):
            target.write(piece)
