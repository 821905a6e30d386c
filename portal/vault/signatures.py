"""Our own small signature check: the EICAR test file, plain or inside what can be unpacked.

It proves that the path of a found virus works on an installation without a scanner; clamd does the real looking.
"""

import bz2
import io
import lzma
import mmap
import zipfile
import zlib

# In two pieces, or scanners would flag this file.
_TEST = b"$EICAR-STANDARD-ANTIVIRUS" + b"-TEST-FILE!$H+H*"
PATTERNS = (
    _TEST,
    _TEST.decode().encode("utf-16-le"),
    _TEST.decode().encode("utf-16-be"),
    _TEST.hex().encode(),
    _TEST.hex().upper().encode(),
)
DEPTH = 3
# Enough for a virus that wants to be small; a bomb costs us no more than this at each level.
UNPACK_BYTES = 8 * 1024 * 1024
UNPACK_MEMBERS = 50


def is_infected(data: bytes | mmap.mmap) -> bool:
    """Whether the test virus stands in these bytes as they are."""
    return any(data.find(pattern) >= 0 for pattern in PATTERNS)


def is_infected_inside(data: bytes, depth: int = DEPTH) -> bool:
    """Whether the test virus stands in these bytes or in what they unpack to, archives in archives included."""
    if is_infected(data):
        return True
    return depth > 0 and any(is_infected_inside(part, depth - 1) for part in _unpacked(data))


def _unpacked(data: bytes) -> list[bytes]:
    if data.startswith(b"PK\x03\x04"):
        return _members(data)
    if data.startswith(b"\x1f\x8b"):
        return _inflated(zlib.decompressobj(31), data)
    if data[:1] == b"\x78" and len(data) > 2 and int.from_bytes(data[:2], "big") % 31 == 0:
        return _inflated(zlib.decompressobj(), data)
    if data.startswith(b"BZh"):
        return _inflated(bz2.BZ2Decompressor(), data)
    if data.startswith(b"\xfd7zXZ\x00"):
        return _inflated(lzma.LZMADecompressor(memlimit=64 * 1024 * 1024), data)
    return []


def _inflated(unpacker: "zlib._Decompress | bz2.BZ2Decompressor | lzma.LZMADecompressor", data: bytes) -> list[bytes]:
    try:
        return [unpacker.decompress(data, UNPACK_BYTES)]
    except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError):
        return []


def _members(data: bytes) -> list[bytes]:
    found = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist()[:UNPACK_MEMBERS]:
                with archive.open(member) as packed:
                    found.append(packed.read(UNPACK_BYTES))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError, zlib.error):
        pass  # broken or locked members cannot be looked into; the caller refuses archives by kind anyway
    return found
