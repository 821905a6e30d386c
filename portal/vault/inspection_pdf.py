"""An uploaded PDF opened under limits and judged; what is taken leaves as a new file with page content only."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf
from pikepdf.settings import set_qpdf_limits

from portal.vault.legibility import of_pdf
from portal.vault.pdf_activity import refuse_activity
from portal.vault.pdf_rebuild import rebuild
from portal.vault.pdf_streams import refuse_infected
from portal.vault.unfit import Unfit

# A hospital stay with every laboratory sheet comes to some 150 pages; more is a whole medical file sent by mistake.
MOST_PAGES = 200
# A tagged text of 200 pages holds about 60,000 objects.
MOST_OBJECTS = 120_000
STREAM_BYTES = 64 * 1024 * 1024

# These bounds hold for the whole process, which is this module's own.
set_qpdf_limits(
    flate_max_memory=STREAM_BYTES,
    png_max_memory=STREAM_BYTES,
    tiff_max_memory=STREAM_BYTES,
    run_length_max_memory=STREAM_BYTES,
    dct_max_memory=STREAM_BYTES,
    doc_max_warnings=10_000,
)


def rebuild_pdf(path: Path, into: BinaryIO) -> tuple[int, str]:
    """Write the rebuilt copy of the PDF at `path`; its number of pages and how it can be read.

    Raises Unfit: damaged, encrypted, no_pages, too_many_pages, script, attachment, live_form, media, virus,
    too_complex.
    """
    try:
        with _opened(path) as pdf:
            return _rebuilt(pdf, into)
    except pikepdf.PasswordError:
        raise Unfit("encrypted") from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        # pikepdf answers with any of these when an object is not what its place demands.
        if isinstance(error, Unfit):
            raise
        raise Unfit("no_pages" if "no pages found" in str(error) else "damaged") from None
    except (RecursionError, MemoryError):
        raise Unfit("too_complex") from None


def _opened(path: Path) -> pikepdf.Pdf:
    if b"%%EOF" not in _tail(path):
        raise Unfit("damaged")  # the end is missing, so pages may be, too: what recovery finds is not the document
    return pikepdf.open(path, suppress_warnings=True)


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, 4096), 2)
        return file.read()


def _rebuilt(pdf: pikepdf.Pdf, into: BinaryIO) -> tuple[int, str]:
    if pdf.is_encrypted:
        raise Unfit("encrypted")
    if int(pdf.trailer.get("/Size", 0)) > MOST_OBJECTS:
        raise Unfit("too_complex")
    pages = len(pdf.pages)
    if not pages:
        raise Unfit("no_pages")
    if pages > MOST_PAGES:
        raise Unfit("too_many_pages", pages=MOST_PAGES)
    _judge(pdf)
    _print_annotations(pdf)
    rebuild(pdf, into)
    return pages, of_pdf(pdf)


def _judge(pdf: pikepdf.Pdf) -> None:
    budget = None
    for item in _objects(pdf):
        refuse_activity(item)
        budget = refuse_infected(item, budget)


def _objects(pdf: pikepdf.Pdf) -> Iterator[Any]:
    objects = pdf.objects
    if len(objects) > MOST_OBJECTS:
        raise Unfit("too_complex")
    yield pdf.trailer
    yield from objects


def _print_annotations(pdf: pikepdf.Pdf) -> None:
    """Draw what was typed into fields, stamped or noted onto the pages: annotations themselves are left behind."""
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and form.get("/NeedAppearances"):
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")
