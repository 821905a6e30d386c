"""Invoices as a phone photographs them: drawn with letters that can be read, then spoilt in one way or another."""

from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.vault.pictures import saved

FONTS = ["/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf"]
LINES = [
    "Aga Khan Hospital",
    "P.O. Box 30270, Nairobi",
    "INVOICE  No. 88-2041",
    "Date: 12 May 2026",
    "General consultation        1,000.00",
    "Dressing                      250.00",
    "TOTAL KES                   1,250.00",
    "Thank you",
]


def invoice(lines: list[str] = LINES, *, size: tuple[int, int] = (1240, 1754), inset: int = 120) -> Image.Image:
    """A printed page in grey, at about 150 dots an inch, on a darker table."""
    page = Image.new("L", size, 110)
    draw = ImageDraw.Draw(page)
    draw.rectangle((inset // 2, inset // 2, size[0] - inset // 2, size[1] - inset // 2), fill=245)
    for number, line in enumerate(lines):
        draw.text((inset, inset + number * 90), line, fill=25, font=letters())
    return page


def letters(size: int = 40) -> Any:
    """A font of the machine, or Pillow's own."""
    return next((ImageFont.truetype(path, size) for path in FONTS if Path(path).exists()), None) or (
        ImageFont.load_default(size)
    )


def dark() -> Image.Image:
    return invoice().point(lambda level: level // 4)


def pale() -> Image.Image:
    return invoice().point(lambda level: 225 + level // 9)


def blurred() -> Image.Image:
    return invoice().filter(ImageFilter.GaussianBlur(9))


def cut_off() -> Image.Image:
    """The sheet runs on to the left, through the middle of the words."""
    page = Image.new("L", (1000, 1400), 245)
    draw = ImageDraw.Draw(page)
    for row in range(24):
        draw.text((-60, 40 + row * 55), "General consultation and dressing, 1,250.00 KES", fill=25, font=letters())
    return page


def empty() -> Image.Image:
    return Image.new("L", (1240, 1754), 250)


def small() -> Image.Image:
    return invoice().resize((310, 438))


def jpeg_of(image: Image.Image) -> bytes:
    """As the phone would send it."""
    return saved(image, "JPEG", quality=85)
