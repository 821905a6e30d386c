"""Plausible papers of the demo, drawn: invoices and prescriptions, as a photo or as a scan in PDF."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

SIZE = (900, 840)
MARGIN = 80
INK, SOFT, RULE = "#20262b", "#5b666d", "#b8c2c7"


def paper(*, title: str, head: str, rows: list[tuple[str, str]], foot: str, pdf: bool = False) -> SimpleUploadedFile:
    """One page: `head` is who wrote it, `rows` are pairs of words and amount, `foot` stands below them."""
    page = Image.new("RGB", SIZE, "#fbfaf6")
    draw = ImageDraw.Draw(page)
    right = SIZE[0] - MARGIN
    _text(draw, (MARGIN, 90), head, 38)
    _text(draw, (MARGIN, 180), title, 27, SOFT)
    draw.line((MARGIN, 240, right, 240), RULE, 3)
    height = 290
    for words, amount in rows:
        _text(draw, (MARGIN, height), words, 24)
        _text(draw, (right, height), amount, 24, anchor="ra")
        height += 58
    draw.line((MARGIN, height + 10, right, height + 10), RULE, 2)
    _text(draw, (MARGIN, height + 40), foot, 24, SOFT)
    return _file(page, title, pdf)


def _text(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], words: str, size: int, ink: str = INK, anchor: str = "la"
) -> None:
    draw.text(at, words, fill=ink, font=ImageFont.load_default(size), anchor=anchor)


def _file(page: Image.Image, title: str, pdf: bool) -> SimpleUploadedFile:
    content = BytesIO()
    page.save(content, "PDF" if pdf else "JPEG", resolution=110, quality=80)
    suffix, media_type = ("pdf", "application/pdf") if pdf else ("jpg", "image/jpeg")
    return SimpleUploadedFile(f"{title.split()[0].lower()}.{suffix}", content.getvalue(), media_type)
