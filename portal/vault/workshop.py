"""Calls the processes in which one file is rebuilt or a page of it drawn, and gives up on them in time."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from portal.vault.kinds import Kind, Rebuilt
from portal.vault.unfit import Unfit

# The members' patience; the process itself stops after 8 seconds of work.
SECONDS = 9.0
# One at a time in a web process: a large picture takes up to half a gigabyte while it is decoded.
_one_at_a_time = threading.Lock()


def rebuilt(kind: Kind, path: Path, into: BinaryIO) -> Rebuilt:
    """Write the copy of the file at `path` to `into` and say what it is. Raises Unfit."""
    verdict = _called(["portal.vault.rebuilding", kind.value, str(path)], into)
    legibility, likeness = verdict.get("legibility", "unchecked"), verdict.get("likeness", "")
    return Rebuilt(verdict["media_type"], verdict["pages"], legibility, likeness)


def page_drawn(path: Path, number: int, into: BinaryIO) -> None:
    """Write page `number` (from 1) of the rebuilt PDF at `path` to `into` as JPEG. Raises Unfit."""
    _called(["portal.vault.page_drawing", str(path), str(number)], into)


def _called(words: list[str], into: BinaryIO) -> dict[str, Any]:
    command = [sys.executable, "-m", *words]
    try:
        # Fixed words and a path of our own making; an empty environment, so that no secret is there to be read.
        with _one_at_a_time:
            process = subprocess.run(
                command,
                stdout=into,
                stderr=subprocess.PIPE,
                cwd=settings.BASE_DIR,
                env={},
                timeout=SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise Unfit("too_complex") from None
    verdict = _verdict(process.stderr)
    if "code" in verdict:
        raise Unfit(verdict["code"], **verdict["figures"])
    return verdict


def _verdict(told: bytes) -> dict[str, Any]:
    try:
        return json.loads(told.splitlines()[-1])
    except (IndexError, ValueError):
        # It ended without a word: out of memory, out of time, or a decoder that crashed.
        raise Unfit("too_complex") from None
