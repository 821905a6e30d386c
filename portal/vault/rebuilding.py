"""The process of its own in which one uploaded file is opened: `python -m portal.vault.rebuilding <kind> <path>`.

The copy leaves by standard output, one line of JSON by standard error: `{"media_type", "pages", "legibility",
"likeness"}` or `{"code", "figures"}`. Decoders of hostile files crash, hang and swallow memory now and then; here that
costs the portal nothing. The environment is empty, so there is no key or password to find.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import BinaryIO

from portal.vault.inspection_image import rebuild_image
from portal.vault.inspection_pdf import rebuild_pdf
from portal.vault.kinds import Kind, Rebuilt
from portal.vault.likeness import of_pdf
from portal.vault.unfit import NO_ROOM, Unfit

# A picture of 50 megapixels needs 450 MB while it is turned.
MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 8
COPY_BYTES = 128 * 1024 * 1024


def rebuild(kind: Kind, path: Path, into: BinaryIO) -> Rebuilt:
    """Write the copy and say what it is. Raises Unfit."""
    if kind is Kind.PDF:
        pages, legibility = rebuild_pdf(path, into)
        return Rebuilt("application/pdf", pages, legibility)
    return rebuild_image(path, kind, into)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (COPY_BYTES, COPY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main(kind: str, path: str) -> None:
    _limit()
    try:
        verdict: dict[str, object] = rebuild(Kind(kind), Path(path), sys.stdout.buffer)._asdict()
        sys.stdout.flush()
        if Kind(kind) is Kind.PDF:
            verdict["likeness"] = of_pdf(Path(path))
    except Unfit as unfit:
        verdict = {"code": unfit.code, "figures": unfit.figures}
    except OSError as problem:
        if problem.errno not in NO_ROOM:
            raise
        verdict = {"code": "storage_full", "figures": {}}
    except MemoryError:
        verdict = {"code": "too_complex", "figures": {}}
    print(json.dumps(verdict), file=sys.stderr, flush=True)
    os._exit(0)  # at once: a full disk would refuse what is left to be written, in words after the verdict


if __name__ == "__main__":
    _main(*sys.argv[1:])
