"""The process of its own in which a stored copy is read: `python -m portal.vault.reading` and what `_main` takes.

The first page is drawn in grey and given to tesseract, a child of this process under the same limits. By standard
output leaves one line of JSON: the page's lines, each a list of `[word, sureness of 100, height in points]`. What is
cut off or cannot be read is an empty page. The environment is empty.
"""

import csv
import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

from portal.vault.likeness import first_page

Word = tuple[str, int, int]

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 20
# Nothing of the document is written to a disk; Python may keep a compiled module.
FILE_BYTES = 4 * 1024 * 1024
# Of the page given to tesseract: an A4 page at 200 dots per inch is 2339 high. Smaller pictures are enlarged.
LONGEST_SIDE, SHORTEST_SIDE = 2400, 1000
# For the program itself; whoever called us gives up a little later.
SECONDS = 22.0
# One column of lines of any height: right for invoices and for strips of paper.
LAYOUT = "4"
MOST_LINES, MOST_WORDS, LONGEST_WORD = 200, 40, 60
# Of the program's own table of words; a page of nothing but specks has fifty thousand of them.
LONGEST_ANSWER = 4_000_000


def read(media_type: str, path: Path, program: str, tongues: str) -> list[list[Word]]:
    """The lines of the first page. Raises what decoders and drawing programs raise."""
    page = io.BytesIO()
    _page(media_type, path).save(page, "PNG", compress_level=1)
    command = [program, "stdin", "stdout", "-l", tongues, "--psm", LAYOUT, "tsv"]
    # One thread: four workers share the machine already.
    told = subprocess.run(
        command,
        input=page.getvalue(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"OMP_THREAD_LIMIT": "1"},
        timeout=SECONDS,
        check=True,
    ).stdout
    return list(_lines(told[:LONGEST_ANSWER].decode("utf-8", "replace")))


def _page(media_type: str, path: Path) -> Image.Image:
    if media_type == "application/pdf":
        return first_page(path, LONGEST_SIDE)
    with Image.open(path, formats=["JPEG", "PNG"]) as picture:
        page = picture.convert("L")
    page.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if max(page.size) < SHORTEST_SIDE:
        return page.resize((page.width * 2, page.height * 2), Image.Resampling.BICUBIC)
    return page


def _lines(table: str) -> Iterator[list[Word]]:
    """The words of tesseract's table, line by line, as far as a person would read on."""
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        word = (row.get("text") or "").strip()[:LONGEST_WORD]
        if not word or row["level"] != "5":
            continue
        line = lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), [])
        if len(line) < MOST_WORDS:
            line.append((word, round(float(row["conf"])), int(row["height"])))
        if len(lines) > MOST_LINES:
            break
    yield from list(lines.values())[:MOST_LINES]


def _main(media_type: str, path: str, program: str, tongues: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        lines = read(media_type, Path(path), program, tongues)
    except (OSError, ValueError, SyntaxError, MemoryError, RuntimeError, subprocess.SubprocessError):
        lines = []
    except pypdfium2.PdfiumError:
        lines = []
    print(json.dumps(lines), flush=True)
    os._exit(0)


if __name__ == "__main__":
    _main(*sys.argv[1:])
