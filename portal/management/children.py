"""Keeps a few programs running beside each other: starts them, restarts what dies, ends all of them together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
LOG_BYTES = 5_000_000
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Runs in the child: the kernel ends it when the supervisor is killed, so that nothing is orphaned (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One program in a process group of its own, its words in `log`."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start it, adding to its log."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as words:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,  # safe: the supervisor has one thread
            )
        self.started = time.monotonic()

    def ended(self) -> bool:
        """Whether it runs no more."""
        return self.process is None or self.process.poll() is not None

    def signal_group(self, number: int) -> None:
        """Send a signal to the program and all it started."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def last_words(self, lines: int = 12) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""


class Family:
    """The children of one `start`."""

    def __init__(self, children: list[Child], say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say

    def start(self) -> None:
        """Start all."""
        for child in self.children:
            child.start()

    def tend(self) -> None:
        """Restart what died: at once the first time, then after pauses that double."""
        now = time.monotonic()
        for child in self.children:
            if not child.ended():
                continue
            if not child.due:
                child.pause = (
                    0.5 if now - child.started > STEADY_SECONDS else min(child.pause * 2 or 0.5, LONGEST_PAUSE)
                )
                child.due = now + child.pause
                self.say(f"{child.name} ended unexpectedly; starting it again (its words: {child.log})")
                child.signal_group(signal.SIGKILL)  # what it left behind would hold its port or its jobs
            elif now >= child.due:
                child.due = 0.0
                child.start()

    def stop(self, patience: float = 10.0) -> None:
        """Ask all to end, wait, then insist; afterwards nothing of them is left."""
        for child in self.children:
            if not child.ended() and child.process:
                child.process.terminate()  # the program alone: it ends its own workers in good order
        limit = time.monotonic() + patience
        while time.monotonic() < limit and not all(child.ended() for child in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
            if child.process:
                child.process.wait()
