"""Honest files are taken, whatever they are called, and what is served shows the same."""

import io

import pikepdf
import pytest
from PIL import Image

from tests.vault import pdfs, pictures
from tests.vault.conftest import Take, served
from tests.vault.heic import heic

ANNOTATION = pdfs.ANNOTATION
LINK = b"<<%s/Subtype/Link/A<</S/URI/URI(https://example.org)>>>>" % ANNOTATION

PDFS = {
    "plain": pdfs.pdf(),
    "with a link": pdfs.pdf(page=b"/Annots[%s]" % LINK),
    "goes to its page": pdfs.pdf(catalogue=b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"),
    "opens at a place": pdfs.pdf(catalogue=b"/OpenAction[3 0 R/XYZ 0 0 1]"),
    "prints page 1": pdfs.pdf(catalogue=b"/OpenAction<</S/Named/N/FirstPage>>"),
    "with bookmarks": pdfs.pdf(
        b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>",
        b"<</Title(x)/Parent 6 0 R/Dest[3 0 R/Fit]>>",
        catalogue=b"/Outlines 6 0 R",
    ),
    "with title and author": pdfs.pdf(trailer=b"/Info<</Title(Invoice)/Author(Dr A)>>"),
    "with metadata": pdfs.pdf(pdfs.stream(b"<x:xmpmeta/>", b"/Subtype/XML"), catalogue=b"/Metadata 6 0 R"),
    "electronic invoice": pdfs.with_attachment(b"factur-x.xml"),
    "object streams": pdfs.in_object_streams(pdfs.pdf()),
    "linearised": pdfs.in_object_streams(pdfs.pdf(), linearize=True),
    "200 pages": pdfs.pdf_of(200),
    "blank line in front": b"\r\n" + pdfs.pdf(),
    "byte order mark in front": b"\xef\xbb\xbf" + pdfs.pdf(),
    "noughts behind": pdfs.pdf() + bytes(700),
    "wrong place of the table": pdfs.pdf().replace(b"startxref\n", b"startxref\n9", 1),
    "table in a circle": pdfs.loop_in_xref(),
    "long chain of objects": pdfs.chain(50_000),
    "says <html> on the page": pdfs.pdf(content=pdfs.stream(b"BT /F1 9 Tf (<html>) Tj ET")),
    "with a form": pdfs.pdf(
        b"<<%s/Subtype/Widget/FT/Tx/T(name)/V(Ana)/DA(/Helv 0 Tf)/AP<</N 7 0 R>>/F 4>>" % ANNOTATION,
        pdfs.stream(b"BT (Ana) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 100 100]"),
        page=b"/Annots[6 0 R]",
        catalogue=b"/AcroForm<</Fields[6 0 R]/DA(/Helv 0 Tf)>>",
    ),
    "sends its form": pdfs.pdf(catalogue=b"/OpenAction<</S/SubmitForm/F(https://example.org)>>"),
}
PICTURES = {
    "jpeg": pictures.jpeg(),
    "progressive jpeg": pictures.jpeg(progressive=True),
    "grey jpeg": pictures.jpeg("L"),
    "cmyk jpeg": pictures.jpeg("CMYK"),
    "jpeg with restarts": pictures.jpeg(restart_marker_rows=1),
    "jpeg with a film behind": pictures.jpeg() + b"\0\0\0\x18ftypmp42" + bytes(500),
    "phone photo": pictures.photo(),
    "png": pictures.png(),
    "grey png": pictures.png("L"),
    "png of two colours": pictures.png("1"),
    "png with a palette": pictures.png("P"),
    "png with transparency": pictures.png("RGBA"),
    "png with grey transparency": pictures.png("LA"),
    "png with a transparent colour": pictures.png("RGB", transparency=(1, 2, 3)),
    "png with sixteen bits": pictures.png16(),
    "png that moves": pictures.saved(
        pictures.drawn(), "PNG", save_all=True, append_images=[pictures.drawn().rotate(90)], duration=100
    ),
    "png with text": pictures.png_with(pictures.chunk(b"tEXt", b"Comment\0bill of 3 May")),
    "two jpegs in one": pictures.saved(pictures.drawn(), "MPO", save_all=True, append_images=[pictures.drawn()]),
    "one point": pictures.jpeg(size=(1, 1)),
    "heic": heic(),
    "heif": heic(brand=b"heix"),
}


pytestmark = pytest.mark.usefixtures("same_process")


def draws(data: bytes) -> bool:
    """Whether the first page still draws something by its content."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return bool(pikepdf.parse_content_stream(document.pages[0]))


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in PDFS.items()])
def test_pdf_is_taken(take: Take, data: bytes) -> None:
    document = take(data, "scan.exe", "application/x-msdownload")
    assert document.media_type == "application/pdf"
    copy = served(document)
    with pikepdf.open(io.BytesIO(copy)) as rebuilt:
        assert len(rebuilt.pages) == document.pages
        assert not rebuilt.check_pdf_syntax()
    assert draws(copy) == (document.pages == 1)


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in PICTURES.items()])
def test_picture_is_taken(take: Take, data: bytes) -> None:
    document = take(data, "scan.pdf", "application/pdf")
    with Image.open(io.BytesIO(served(document))) as image:
        assert image.get_format_mimetype() == document.media_type
        assert getattr(image, "n_frames", 1) == 1
        image.load()
        if image.width > 4:
            shades = image.convert("L")
            left, right = shades.getpixel((image.width // 8, 1)), shades.getpixel((image.width * 7 // 8, 1))
            assert isinstance(left, int)
            assert isinstance(right, int)
            assert right - left > 100
    assert document.pages == 1
