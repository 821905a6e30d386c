"""The segments of a JPEG file: is it whole, and what stands in it besides the picture."""

import mmap
from collections.abc import Iterator

from portal.vault.unfit import Unfit

START, END, SCAN = b"\xff\xd8", b"\xff\xd9", b"\xff\xda"
# JFIF header and Adobe's colour transform say how to read the colours; the other application segments are
# EXIF with its place of taking, profiles, thumbnails and comments.
KEPT_APPLICATION = {0xE0, 0xEE}
# An honest progressive picture has about ten. Each costs a pass over all pixels.
MOST_SCANS = 50


def refuse_broken(data: mmap.mmap) -> None:
    """Raises Unfit: damaged when the end of the picture is missing, too_complex when it has too many passes."""
    first = _scan_start(data)
    end = data.find(END, first)  # inside a scan these two bytes cannot stand together
    if first < 0 or end < 0:
        raise Unfit("damaged")
    scans, at = 0, first
    while 0 <= at < end:
        scans += 1
        at = data.find(SCAN, at + 2)
    if scans > MOST_SCANS:
        raise Unfit("too_complex")


def without_metadata(data: bytes) -> bytes:
    """The same picture without EXIF, GPS, comments and profiles; unchanged when it cannot be read as JPEG."""
    start = _scan_start(data)
    if start < 0 or not data.startswith(START):
        return data
    kept = [data[at:end] for marker, at, end in _segments(data) if not _is_metadata(marker)]
    return START + b"".join(kept) + data[start:]


def _is_metadata(marker: int) -> bool:
    return marker == 0xFE or (0xE0 <= marker <= 0xEF and marker not in KEPT_APPLICATION)


def _scan_start(data: bytes | mmap.mmap) -> int:
    end = max((end for _marker, _at, end in _segments(data)), default=2)
    while data[end : end + 2] == b"\xff\xff":
        end += 1
    return end if data[end : end + 2] == SCAN else -1


def _segments(data: bytes | mmap.mmap) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment before the first scan."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != SCAN[1]:
        if data[at + 1] == 0xFF:  # a fill byte
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        yield data[at + 1], at, end
        at = end
