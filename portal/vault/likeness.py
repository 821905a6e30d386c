"""What a page looks like, in 256 bits: two photographs of one bill come out nearly the same.

A difference hash of the ink, not of the picture: light, shadow and the table around the sheet do not count. It is one
sign among others and never a proof, since two bills of one house may look alike. Knows no Django.
"""

import os
import resource
import select
import signal
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from PIL import Image, ImageChops, ImageFilter, ImageOps

SIDE = 16
LOOKED_AT = 700  # points of the longer side
FAINTEST = 25  # between the darkest and the brightest point: less is an empty page
INK = 45  # this much darker than the paper around it
STEP = 8  # between two neighbouring fields, of 255: less is chance
# Of the points ink, of the bits set: with less there is nothing to compare.
LEAST_INK, LEAST_BITS = 0.002, 10
# Of the ink at each end of the page that does not count: specks and the edge of the table.
MARGIN = 0.01
# A page that takes longer is not looked at; seconds.
PATIENCE = 2
LARGEST_SCALE = 6.0  # of 72 dots an inch: a stamp is not blown up to a poster


class _Span(NamedTuple):
    start: int
    end: int


def of_picture(image: Image.Image) -> str:
    """64 hexadecimal digits; empty for a page with too little on it."""
    ink = _ink(image)
    if sum(ink.histogram()[128:]) < LEAST_INK * ink.width * ink.height:
        return ""
    across = _span(ink.resize((ink.width, 1), Image.Resampling.BOX).tobytes())
    down = _span(ink.resize((1, ink.height), Image.Resampling.BOX).tobytes())
    printed = ink.crop((across.start, down.start, across.end, down.end))
    fields = printed.resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    left, right = fields.crop((0, 0, SIDE, SIDE)).tobytes(), fields.crop((1, 0, SIDE + 1, SIDE)).tobytes()
    bits = "".join("1" if one - other > STEP else "0" for one, other in zip(left, right, strict=True))
    return f"{int(bits, 2):064x}" if bits.count("1") >= LEAST_BITS else ""


def _ink(image: Image.Image) -> Image.Image:
    """White where something is printed, black elsewhere."""
    grey = image.convert("L")
    grey.thumbnail((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX, reducing_gap=2.0)
    points = grey.tobytes()
    if max(points) - min(points) < FAINTEST:
        return Image.new("L", grey.size)
    grey = ImageOps.autocontrast(grey, cutoff=0.2)
    paper = grey.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.BoxBlur(12))
    return ImageChops.subtract(paper, grey).point(lambda depth: 255 if depth > INK else 0)


def _span(ink: bytes) -> _Span:
    """From where to where the ink lies."""
    total, reached, start, end = sum(ink), 0, 0, 0
    for at, amount in enumerate(ink):
        reached += amount
        if reached < MARGIN * total:
            start = at
        if reached < (1 - MARGIN) * total:
            end = at
    return _Span(start, max(end, start) + 1)


def of_pdf(path: Path) -> str:
    """The same for the first page of a PDF, drawn by a child of this process; empty when that fails or takes long.

    So a page that brings the drawing program down costs its likeness only, never the document.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(path, writer)
    os.close(writer)
    told = os.read(reader, SIDE * SIDE // 4) if select.select([reader], [], [], PATIENCE)[0] else b""
    os.close(reader)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return told.decode("ascii")


def _answer(path: Path, writer: int) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
        os.write(writer, of_picture(first_page(path, LOOKED_AT)).encode())
    finally:
        os._exit(0)


def first_page(path: Path, longest_side: int) -> Image.Image:
    """The first page of a PDF in grey, `longest_side` points long. Raises pypdfium2.PdfiumError, MemoryError."""
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[0]
        bitmap = page.render(
            scale=min(longest_side / max(*page.get_size(), 1.0), LARGEST_SCALE), grayscale=True, may_draw_forms=False
        )
        return bitmap.to_pil().convert("L")


def distance(one: str, other: str) -> int:
    """In how many of the 256 bits two likenesses differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
