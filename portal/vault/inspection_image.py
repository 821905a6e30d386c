"""An uploaded picture decoded under limits and written anew: upright, without EXIF, place, profile or comments."""

import mmap
import struct
import warnings
from pathlib import Path
from typing import BinaryIO

import pi_heif
from PIL import ExifTags, Image

from portal.vault import jpeg, legibility, likeness, png
from portal.vault.kinds import Kind, Rebuilt
from portal.vault.unfit import NO_ROOM, Unfit

# Phones take up to 50 megapixels (8160 x 6144). JPEG is decoded at a fraction of its size, the others in whole:
# 36 megapixels with transparency are 144 MB, and a web process must stay below 500 MB.
MOST_MEGAPIXELS = {Kind.JPEG: 64, Kind.PNG: 36, Kind.HEIF: 50}
# An A4 page at 300 dots per inch is 3508 high.
LONGEST_SIDE = 3600
QUALITY = 85
FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.HEIF: "HEIF"}
SERVED = {Kind.JPEG: "image/jpeg", Kind.PNG: "image/png", Kind.HEIF: "image/jpeg"}
Transpose = Image.Transpose
# EXIF orientation → what makes it upright.
TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}

Image.MAX_IMAGE_PIXELS = max(MOST_MEGAPIXELS.values()) * 1_000_000
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
# One picture, no thumbnails or depth maps; one thread, because several uploads may come at once.
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


def rebuild_image(path: Path, kind: Kind, into: BinaryIO) -> Rebuilt:
    """Write the first frame of the picture at `path` anew and say what it is.

    Raises Unfit: damaged, too_many_pixels, too_complex, virus.
    """
    _refuse_broken(path, kind)
    try:
        with Image.open(path, formats=[FORMATS[kind]]) as image:
            _refuse_large(image, kind)
            upright = _upright(image)
            upright.save(into, "PNG" if kind is Kind.PNG else "JPEG", quality=QUALITY)
            return Rebuilt(SERVED[kind], 1, legibility.of_picture(upright), likeness.of_picture(upright))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(kind) from None
    except MemoryError:
        raise Unfit("too_complex") from None
    except (
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        EOFError,
        RuntimeError,
        struct.error,
    ) as error:
        # Pillow's decoders answer with any of these to bytes that are not a picture.
        if isinstance(error, Unfit) or getattr(error, "errno", None) in NO_ROOM:
            raise
        raise Unfit("damaged") from None


def _refuse_broken(path: Path, kind: Kind) -> None:
    checks = {Kind.JPEG: jpeg.refuse_broken, Kind.PNG: png.refuse_broken}
    if kind in checks:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            checks[kind](data)


def _refuse_large(image: Image.Image, kind: Kind) -> None:
    width, height = image.size
    if width * height > MOST_MEGAPIXELS[kind] * 1_000_000:
        raise _too_large(kind)


def _too_large(kind: Kind) -> Unfit:
    return Unfit("too_many_pixels", megapixels=MOST_MEGAPIXELS[kind])


def _upright(image: Image.Image) -> Image.Image:
    share = min(1.0, LONGEST_SIDE / max(image.size))
    # JPEG only: halve while decoding as long as it stays larger than this.
    image.draft(None, (max(1, int(image.width * share)), max(1, int(image.height * share))))
    image.load()
    turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    small = _on_paper(image)
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return small.transpose(turn) if turn is not None else small


def _on_paper(image: Image.Image) -> Image.Image:
    """The picture in grey or colour without transparency, and without the information Pillow would write again.

    On white, because black letters on nothing cannot be read on a dark page.
    """
    if image.mode.startswith("I"):
        # Sixteen bits of grey: take the upper eight; Pillow itself would cut off everything above 255.
        plain = image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    elif image.has_transparency_data:
        plain = Image.new("RGB", image.size, "white")
        upper = image.convert("RGBA")
        plain.paste(upper, mask=upper)
    else:
        plain = image if image.mode in ("L", "RGB") else image.convert("L" if image.mode == "1" else "RGB")
    plain.info.clear()
    return plain
