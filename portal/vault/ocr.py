"""What is written on a document, as far as tesseract can tell. Without the program nothing is read, and nothing is
missing.

What was read is handed to the caller and kept nowhere else.
"""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from portal.vault.models import ScanState, StoredDocument

logger = logging.getLogger(__name__)

# The process stops the program after 22 seconds; a job of the work list has a minute.
SECONDS = 28.0
LIST_SECONDS = 5.0
# By the codes of ISO 639-1, tesseract's names of the languages invoices come in. All of them at once take ten times
# as long as one: whoever asks says which matter.
TONGUES = {"en": "eng", "fr": "fra", "es": "spa", "ru": "rus", "ar": "ara", "zh": "chi_sim", "pt": "por", "de": "deu"}
MOST_TONGUES = 3


class Word(NamedTuple):
    """A word, how sure the program is of it (of 100), and the height of its letters in points."""

    text: str
    sure: int
    height: int


def is_there() -> bool:
    """Whether this machine can read documents."""
    return bool(settings.TESSERACT)


def lines_of(document: StoredDocument, *, languages: Iterable[str] = ()) -> list[list[Word]]:
    """The lines of the first page, from the copy that is served; empty when nothing could be read.

    `languages` (such as `fr`) come before English, as far as they are installed. Takes up to half a minute.
    """
    tongues = _tongues(languages)
    if not tongues or document.scan_state == ScanState.INFECTED:
        return []
    told = _called(document, "+".join(tongues))
    return [[Word(*word) for word in line] for line in told]


def _tongues(languages: Iterable[str]) -> list[str]:
    """Tesseract's names of what may be used."""
    there = installed(settings.TESSERACT)
    wanted = [TONGUES[code] for code in dict.fromkeys([*languages, "en"]) if code in TONGUES]
    return [name for name in wanted if name in there][:MOST_TONGUES]


@lru_cache(maxsize=4)
def installed(program: str) -> frozenset[str]:
    """The languages tesseract knows on this machine; none without the program. Asked once a process."""
    if not program:
        return frozenset()
    try:
        told = subprocess.run(
            [program, "--list-langs"], capture_output=True, env={}, timeout=LIST_SECONDS, check=True, text=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        logger.warning("Documents are not read: the program in TESSERACT does not answer.")
        return frozenset()
    return frozenset(told.stdout.split())


def _called(document: StoredDocument, tongues: str) -> list[list[tuple[str, int, int]]]:
    path = Path(document.served.path)
    program = [sys.executable, "-m", "portal.vault.reading"]
    command = [*program, document.media_type, str(path), settings.TESSERACT, tongues]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        env={},
        start_new_session=True,
    )
    try:
        told, _nothing = process.communicate(timeout=SECONDS)
        return json.loads(told)
    except (subprocess.TimeoutExpired, ValueError):
        return []
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The process and the program it called, which may hang on its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
