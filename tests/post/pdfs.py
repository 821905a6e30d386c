"""Small PDFs."""

from io import BytesIO

from pypdf import PdfReader, PdfWriter


def one_page() -> bytes:
    """One empty page; the same bytes each time."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def text_of(content: bytes) -> str:
    """All words of a PDF, in its order."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
