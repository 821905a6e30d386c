"""How much memory this process and those it started take together, at most: what a machine must have."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import active_children
from os import getpid
from pathlib import Path
from threading import Event, Thread

_EACH_SECONDS = 0.2


@contextmanager
def peak_mb() -> Iterator[list[float]]:
    """The list holds the megabytes when the block ends. Elsewhere than on Linux those of this process alone.

    What processes share is counted once.
    """
    found, is_over = [0.0], Event()

    def watch() -> None:
        while not is_over.wait(_EACH_SECONDS):
            found[0] = max(found[0], _together())

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        is_over.set()
        watcher.join()
        found[0] = found[0] or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _together() -> float:
    return sum(_megabytes(pid) for pid in (getpid(), *(child.pid for child in active_children() if child.pid)))


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:  # no Linux, or the process ended just now
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
