"""Invoices as members have them: a photo from the phone, a PDF from the pharmacy, and a file that is neither."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

from tests.vault.pdfs import pdf

File = tuple[str, str, bytes]


@cache
def photo() -> File:
    """A sheet on a table, a little askew and out of focus, in the size of a phone's camera."""
    sheet = Image.new("RGB", (900, 1200), (250, 248, 240))
    pen = ImageDraw.Draw(sheet)
    for row, text in enumerate(["AGA KHAN HOSPITAL", "INVOICE 5512", "Consultation  USD 100.00", "Paid in full"]):
        pen.text((80, 120 + 90 * row), text, fill=(30, 30, 40), font_size=48)
    table = Image.new("RGB", (1200, 1600), (96, 72, 52))
    table.paste(sheet.rotate(2, expand=True, fillcolor=(96, 72, 52)), (130, 160))
    out = BytesIO()
    table.filter(ImageFilter.GaussianBlur(0.8)).save(out, "JPEG", quality=82)
    return "IMG_2041.jpg", "image/jpeg", out.getvalue()


def pharmacy() -> File:
    """A receipt as PDF."""
    return "receipt.pdf", "application/pdf", pdf()


def wrong() -> File:
    """A text that calls itself a picture."""
    return "scan.jpg", "image/jpeg", b"Dear colleague, the invoice follows by post.\n" * 20
