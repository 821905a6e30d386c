"""Whether a person could read what is in a picture: measured, never certain, and so never a reason to refuse.

Works on a small grey copy inside the process that rebuilds the file; knows no Django.
"""

from enum import StrEnum
from itertools import accumulate
from typing import Any

import pikepdf
from PIL import Image, ImageChops

# Sharpness is told at this size: letters of ten points on a page are then eight points high.
SIDE = 1000
SMALLEST = (500, 300)  # long and short side: less holds no receipt
DARK = 90  # no twentieth of the picture is brighter
FAINTEST, PALE = 18, 50  # between the darkest and the brightest points: an empty page, faint ink
SHARP = 0.14  # how much of that the steepest step between two neighbouring points takes
PAPER = 0.8  # of the brightest: what may be the sheet running on beyond the edge
CUT = 0.06  # of an edge covered by ink: a line of print runs into it
# A page of a drawing program may hold millions of strokes; what lies on it is not looked at then.
LONGEST_PAGE = 200_000
LARGEST_SCAN = 16_000_000


class Legibility(StrEnum):
    """What was found. The model says it in the member's words."""

    UNCHECKED = "unchecked"
    READABLE = "readable"
    DARK = "dark"
    PALE = "pale"
    BLURRED = "blurred"
    SMALL = "small"
    CUT_OFF = "cut_off"
    BLANK = "blank"


def of_picture(image: Image.Image) -> Legibility:
    """The first thing wrong with a photograph or scan, or that it can be read."""
    grey = image.convert("L")
    long, short = max(grey.size), min(grey.size)
    grey.thumbnail((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=2.0)
    levels = grey.histogram()
    darkest, light, brightest = (_level(levels, share) for share in (0.002, 0.95, 0.998))
    spread = brightest - darkest
    if spread < FAINTEST:
        return Legibility.DARK if brightest < DARK else Legibility.BLANK
    if light < DARK:
        return Legibility.DARK
    if long < SMALLEST[0] or short < SMALLEST[1]:
        return Legibility.SMALL
    if spread < PALE:
        return Legibility.PALE
    if _steepest(grey) < SHARP * spread:
        return Legibility.BLURRED
    return Legibility.CUT_OFF if _is_cut(grey, brightest, spread) else Legibility.READABLE


def _level(levels: list[int], share: float) -> int:
    """The brightness below which this share of all points lies."""
    wanted = share * sum(levels)
    return next(level for level, count in enumerate(accumulate(levels)) if count >= wanted)


def _steepest(grey: Image.Image) -> int:
    """The step to the next point that only one in two hundred exceeds, across or down."""
    steps = []
    for across, down in ((1, 0), (0, 1)):
        moved = ImageChops.offset(grey, across, down).crop((across, down, *grey.size))
        steps.append(ImageChops.difference(grey.crop((across, down, *grey.size)), moved))
    return max(_level(step.histogram(), 0.995) for step in steps)


def _is_cut(grey: Image.Image, brightest: int, spread: int) -> bool:
    """Whether paper with print on it runs on beyond an edge of the picture."""
    width, height = grey.size
    edges = [(0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height)]
    ink = brightest - spread * 0.55
    for edge in edges:
        points = sorted(grey.crop(edge).tobytes())
        paper = points[len(points) // 2]
        if paper >= brightest * PAPER and sum(point < ink for point in points) >= CUT * len(points):
            return True
    return False


def of_pdf(pdf: pikepdf.Pdf) -> Legibility:
    """The same for a PDF: letters and drawings can be read, a scan is looked at, a page without marks is blank."""
    try:
        return _of_page(pdf.pages[0])
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError, OSError, MemoryError):
        return Legibility.UNCHECKED


def _of_page(page: pikepdf.Page) -> Legibility:
    page.contents_coalesce()
    contents = page.obj.get("/Contents")
    drawn = contents.read_bytes() if isinstance(contents, pikepdf.Stream) else b""
    if len(drawn) > LONGEST_PAGE:
        return Legibility.UNCHECKED
    acts = {bytes(word) for word in drawn.split()}
    if acts & {b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"f*", b"B", b"b", b"sh", b"BI"}:
        return Legibility.READABLE
    if b"Do" not in acts:
        return Legibility.BLANK if not any(word.endswith((b"Tj", b"TJ")) for word in acts) else Legibility.READABLE
    return _of_scan(page.images)


def _of_scan(images: Any) -> Legibility:
    scans = [pikepdf.PdfImage(image) for image in images.values()]
    if len(scans) != 1 or scans[0].width * scans[0].height > LARGEST_SCAN:
        return Legibility.UNCHECKED
    return of_picture(scans[0].as_pil_image())
