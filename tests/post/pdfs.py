"""Small PDFs."""

from io import BytesIO

from pypdf import PdfWriter


def one_page() -> bytes:
    """One empty page; the same bytes each time."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
