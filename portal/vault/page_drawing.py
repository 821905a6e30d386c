"""The process of its own in which a page of a rebuilt PDF is drawn: `python -m portal.vault.page_drawing <path> <n>`.

The picture, a JPEG, leaves by standard output; one line of JSON by standard error: `{"drawn": true}` or `{"code",
"figures"}`. What it opens was rebuilt by us already; a decoder may stumble over it all the same, and here that costs
the portal nothing.
"""

import json
import os
import resource
import sys
from io import BytesIO
from pathlib import Path

import pypdfium2

from portal.vault.unfit import Unfit

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 8
PICTURE_BYTES = 16 * 1024 * 1024
# A page of A4 at 170 dots an inch: small print can be read when it fills the screen.
LONGEST_SIDE = 2000
LARGEST_SCALE = 6.0  # of 72 dots an inch: a stamp is not blown up to a poster
QUALITY = 85


def drawn(path: Path, number: int) -> bytes:
    """Page `number` (from 1) of the PDF at `path` as JPEG, its longer side at most LONGEST_SIDE. Raises Unfit."""
    with pypdfium2.PdfDocument(path) as pdf:
        if not 1 <= number <= len(pdf):
            raise Unfit("no_pages")
        page = pdf[number - 1]
        longest = max(page.get_size())
        if not 0 < longest < float("inf"):
            raise Unfit("damaged")
        image = page.render(scale=min(LONGEST_SIDE / longest, LARGEST_SCALE), may_draw_forms=False).to_pil()
        picture = BytesIO()
        image.convert("RGB").save(picture, "JPEG", quality=QUALITY, optimize=True)
        return picture.getvalue()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (PICTURE_BYTES, PICTURE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main(path: str, number: str) -> None:
    _limit()
    verdict: dict[str, object] = {"drawn": True}
    try:
        sys.stdout.buffer.write(drawn(Path(path), int(number)))
        sys.stdout.flush()
    except Unfit as unfit:
        verdict = {"code": unfit.code, "figures": unfit.figures}
    except (pypdfium2.PdfiumError, OSError, ValueError):
        verdict = {"code": "damaged", "figures": {}}
    except MemoryError:
        verdict = {"code": "too_complex", "figures": {}}
    print(json.dumps(verdict), file=sys.stderr, flush=True)
    os._exit(0)


if __name__ == "__main__":
    _main(*sys.argv[1:])
