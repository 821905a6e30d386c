"""Pictures made by hand, honest and hostile."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

GPS = 0x8825
ORIENTATION = 0x0112


def drawn(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Left half dark, right half light."""
    image = Image.new("L", size, 40)
    image.paste(220, (size[0] // 2, 0, *size))
    return image.convert(mode)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def jpeg(mode: str = "RGB", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """A JPEG file."""
    return saved(drawn(mode, size), "JPEG", **options)


def png(mode: str = "RGB", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """A PNG file."""
    return saved(drawn(mode, size), "PNG", **options)


def photo(orientation: int = 1) -> bytes:
    """A JPEG as a phone takes it: with the place and the way it was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Phone maker"
    exif.get_ifd(GPS).update({1: "S", 2: (1.0, 17.0, 31.0), 3: "E", 4: (36.0, 49.0, 5.0)})
    return jpeg(exif=exif, comment=b"taken at home")


def png16() -> bytes:
    """Grey with sixteen bits a point: left half 10,000, right half 60,000."""
    row = b"\0" + struct.pack(">H", 10_000) * 32 + struct.pack(">H", 60_000) * 32
    return png_of(64, 48, row * 48, depth=16, colour=0)


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(width: int, height: int, rows: bytes, *, depth: int = 8, colour: int = 2, more: bytes = b"") -> bytes:
    """A PNG file with these unfiltered rows and `more` chunks before them."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + more
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def png_with(more: bytes) -> bytes:
    """A small PNG with chunks of one's own."""
    return png_of(4, 4, (b"\0" + b"abc" * 4) * 4, more=more)


def picture_bomb(side: int) -> bytes:
    """A small file that would be `side` x `side` points."""
    return png_of(side, side, b"\0" * 1000, colour=0)


def huge_jpeg(width: int = 65_000, height: int = 65_000) -> bytes:
    """A JPEG that says it is larger than it is."""
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def jpeg_of_scans(count: int) -> bytes:
    """A progressive JPEG whose last pass is repeated."""
    data = jpeg(progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * count + b"\xff\xd9"
