"""The streams of a PDF unpacked under a budget and looked into for the test virus."""

import zlib
from typing import Any

import pikepdf

from portal.vault.signatures import is_infected, is_infected_inside
from portal.vault.unfit import Unfit

# All pages' drawing orders and fonts together; scans do not count, they are not unpacked here.
TOTAL_BYTES = 256 * 1024 * 1024
PEEK_BYTES = 1024 * 1024
# 20,000 by 10,000 points: a poster. A reader of the served copy would have to unpack it.
MOST_PIXELS = 200_000_000


def refuse_infected(item: Any, budget: int | None = None) -> int:
    """Look into one object; `budget` is the bytes left for the document. Returns what is left of it.

    Raises Unfit: virus, damaged (a stream that does not unpack), too_complex (unpacks to too much).
    """
    budget = TOTAL_BYTES if budget is None else budget
    if isinstance(item, pikepdf.Stream):
        data = _picture(item) if item.get("/Subtype") == "/Image" else _unpacked(item)
        budget -= len(data)
        if budget < 0:
            raise Unfit("too_complex")
        if is_infected_inside(data):
            raise Unfit("virus")
    elif isinstance(item, pikepdf.Dictionary):
        texts = [value for value in item.values() if isinstance(value, pikepdf.String)]
        if any(is_infected(bytes(text)) for text in texts):
            raise Unfit("virus")
    return budget


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)
    except pikepdf.DataDecodingError as error:
        raise Unfit("too_complex" if "limit exceeded" in str(error) else "damaged") from None
    except (pikepdf.PdfError, NotImplementedError):
        return stream.read_raw_bytes()  # a filter that only viewers know


def _picture(stream: pikepdf.Stream) -> bytes:
    width, height = (abs(int(stream.get(key, 0))) for key in ("/Width", "/Height"))
    if width * height > MOST_PIXELS:
        raise Unfit("too_complex")
    raw = stream.read_raw_bytes()
    if stream.get("/Filter") == "/FlateDecode":
        try:
            return zlib.decompressobj().decompress(raw, PEEK_BYTES)
        except zlib.error:
            raise Unfit("damaged") from None
    return raw
