"""Handlers that real worker processes load in the tests. They write what they do into files the test can read."""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path
from uuid import UUID

from portal.work.registry import handles

FOLDER = Path(os.environ.get("TEST_WORK_FOLDER", "."))


def note(name: str, key: UUID) -> None:
    """One line, in one write: appending lines of several processes do not mix."""
    with (FOLDER / name).open("a") as file:
        file.write(f"{key}\n")


def noted(name: str, folder: Path) -> list[UUID]:
    """The keys written so far."""
    path = folder / name
    return [UUID(line) for line in path.read_text().split()] if path.exists() else []


@handles("test.quick")
def quick(*, key: UUID, now: datetime) -> None:
    """Takes a moment, so that others come by meanwhile."""
    time.sleep(0.005)
    note("done", key)


@handles("test.slow")
def slow(*, key: UUID, now: datetime) -> None:
    """Hangs until the test says go."""
    note("begun", key)
    while not (FOLDER / "go").exists():
        time.sleep(0.05)
    note("done", key)
