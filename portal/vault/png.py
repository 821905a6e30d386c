"""The chunks of a PNG file: is it whole, and does a text chunk hide what it should not."""

import mmap
import zlib
from collections.abc import Iterator

from portal.vault.signatures import is_infected_inside
from portal.vault.unfit import Unfit

PACKED = {b"zTXt", b"iTXt", b"iCCP"}
UNPACK_BYTES = 1024 * 1024
# A small chunk costs us twelve bytes to read and nothing to write: bound the walk.
MOST_CHUNKS = 100_000


def refuse_broken(data: mmap.mmap) -> None:
    """Raises Unfit: damaged when the last chunk is missing, virus when a packed text holds the test virus."""
    names = [_judged(name, body) for name, body in _chunks(data)]
    if not names or names[0] != b"IHDR" or names[-1] != b"IEND":
        raise Unfit("damaged")


def _judged(name: bytes, body: bytes) -> bytes:
    if name in PACKED:
        packed = body.find(b"\x78")  # after the keyword; wherever a zlib stream may start
        while packed >= 0:
            if is_infected_inside(_inflated(body[packed:])):
                raise Unfit("virus")
            packed = body.find(b"\x78", packed + 1, 200)
    return name


def _inflated(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, UNPACK_BYTES)
    except zlib.error:
        return b""


def _chunks(data: mmap.mmap) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    for _count in range(MOST_CHUNKS):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if len(name) < 4 or at + 12 + length > len(data):
            return
        yield name, data[at + 8 : at + 8 + length] if name in PACKED else b""
        if name == b"IEND":
            return
        at += 12 + length
