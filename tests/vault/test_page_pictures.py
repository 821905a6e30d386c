"""Pages of a PDF as pictures: drawn within bounds, kept, made anew, and never of what is infected."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from portal.vault import page_drawing, workshop
from portal.vault.models import ScanState, StoredDocument
from portal.vault.page_pictures import FOLDER, PageMissing, page_picture, remove_old_pictures
from tests.claims.conftest import private as private
from tests.vault import pdfs, pictures
from tests.vault.conftest import NOW, Take


def picture(document: StoredDocument, number: int) -> Image.Image:
    with page_picture(document, number) as file:
        shown = Image.open(BytesIO(file.read()))
        assert shown.format == "JPEG"
        return shown.copy()


def kept(private: Path) -> list[Path]:
    return [path for path in (private / FOLDER).rglob("*") if path.is_file()]


def test_a_page_is_drawn_once_and_kept(take: Take, private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = take(pdfs.pdf_of(3))
    first = picture(document, 2)
    assert max(first.size) <= page_drawing.LONGEST_SIDE
    (file,) = kept(private)
    assert document.original_name not in file.name
    monkeypatch.setattr(workshop, "page_drawn", None)  # not asked again
    assert picture(document, 2).size == first.size


def test_what_was_drawn_long_ago_goes_and_comes_back(take: Take, private: Path) -> None:
    document = take(pdfs.pdf())
    picture(document, 1)
    (file,) = kept(private)
    day = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    assert remove_old_pictures(now=day + timedelta(days=1)) == 0
    assert remove_old_pictures(now=day + timedelta(days=31)) == 1
    assert kept(private) == []
    assert picture(document, 1).size


@pytest.mark.parametrize("number", [0, -1, 4, 10**6])
def test_there_are_only_its_own_pages(take: Take, number: int) -> None:
    with pytest.raises(PageMissing):
        page_picture(take(pdfs.pdf_of(3)), number)


def test_pictures_and_infected_documents_have_none(take: Take) -> None:
    with pytest.raises(PageMissing):
        page_picture(take(pictures.photo(), name="x.jpg", claimed="image/jpeg"), 1)
    document = take(pdfs.pdf())
    document.scan_state = ScanState.INFECTED
    with pytest.raises(PageMissing):
        page_picture(document, 1)


@pytest.mark.parametrize("size", ["1 1", "14400 2", "14400 14400", "0 0"])
def test_odd_pages_stay_within_bounds(take: Take, size: str) -> None:
    data = pdfs.pdf().replace(b"[0 0 612 792]", f"[0 0 {size}]".encode())
    try:
        drawn = picture(take(data), 1)
    except PageMissing:
        return
    assert max(drawn.size) <= page_drawing.LONGEST_SIDE


def test_what_takes_too_long_is_given_up(take: Take, private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = take(pdfs.pdf())
    monkeypatch.setattr(workshop, "SECONDS", 0.001)
    with pytest.raises(PageMissing):
        page_picture(document, 1)
    assert kept(private) == []
    monkeypatch.undo()


def test_a_copy_that_is_gone_or_spoiled_is_no_crash(take: Take, private: Path) -> None:
    document = take(pdfs.pdf())
    Path(document.served.path).write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(PageMissing):
        page_picture(document, 1)
    Path(document.served.path).unlink()
    with pytest.raises(PageMissing):
        page_picture(document, 1)
    assert document.received_at == NOW
