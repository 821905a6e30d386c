"""A long file is read by processes beside this one, so that the database waits for nobody.

This process cuts the file into rows of cells, hands them round in turn, and gets good lines back as they are stored.
A reader knows the rules of a line and nothing else: no database, no settings, no language. What it cannot take comes
back as it was, to be read once more here, where the reason is told in the language of whoever asked.
"""

import gc
import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from django.conf import settings

from portal.vault.tables import BadLine
from providers.line_reading import read_line

# A reader takes a third of a second to start: as long as reading ten thousand lines takes.
MANY_BYTES = 8 * 1024 * 1024
# The database and this process are busy meanwhile, but not all the time.
MOST_READERS = 3
_AT_ONCE = 500
Numbered = tuple[int, list[str] | BadLine]


class Read(NamedTuple):
    """Good lines as `dialect().write` takes them, how many there are, and rows that could not be taken."""

    good: list[Any]
    lines: int
    others: list[Numbered]


class Told(NamedTuple):
    """What readers need to know: names of columns in the order of the file; what stands in front of each good line."""

    header: list[str]
    first: tuple[Any, ...]
    as_text: bool


def worthwhile(size: int) -> int:
    """How many readers a file of so many bytes is worth; none for what is read as fast alone."""
    return min(MOST_READERS, (os.cpu_count() or 1) - 1) if size >= MANY_BYTES else 0


@contextmanager
def readers(count: int, told: Told) -> Iterator[list[Connection]]:
    """So many processes, which end with the block, and with this process however it ends."""
    links, processes = [], []
    context = get_context("spawn")  # a fork would hold on to the connection to the database
    for _each in range(count):
        ours, theirs = context.Pipe()
        processes.append(context.Process(target=_serve, args=(theirs, told), daemon=True))
        processes[-1].start()
        theirs.close()
        links.append(ours)
    try:
        yield links
    finally:
        for link, process in zip(links, processes, strict=True):
            link.close()
            process.join()


def read_by(links: list[Connection], rows: Iterator[Numbered]) -> Iterator[Read]:
    """Bundle after bundle, in the order of the rows."""
    idle, busy = deque(links), deque[Connection]()
    while bundle := list(islice(rows, _AT_ONCE)):
        if not idle:
            idle.append(busy.popleft())
            yield Read(*idle[0].recv())
        idle[0].send(bundle)
        busy.append(idle.popleft())
    for link in busy:
        yield Read(*link.recv())


def _serve(link: Connection, told: Told) -> None:
    """The whole life of a reader: it ends when nobody is at the other end."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    gc.disable()  # rows go as they came: nothing holds on to itself
    try:
        while True:
            link.send(_read(link.recv(), told))
    except (EOFError, OSError):
        return


def _read(bundle: list[Numbered], told: Told) -> tuple[list[Any], int, list[Numbered]]:
    good, others = [], []
    for number, row in bundle:
        try:
            if isinstance(row, BadLine):
                raise row
            line = read_line(number, dict(zip(told.header, map(str.strip, row), strict=True)))
            good.append((*told.first, *line))
        except BadLine:
            others.append((number, row))
    if told.as_text and good:
        return ["".join(map(_copied, good)).encode()], len(good), others
    return good, len(good), others


def _copied(line: tuple[Any, ...]) -> str:
    """A line as COPY of PostgreSQL reads it. It holds nothing that cannot be printed: only the backslash is special."""
    cells = [cell if type(cell) is str else "\0" if cell is None else str(cell) for cell in line]
    return "\t".join(cells).replace("\\", "\\\\").replace("\0", "\\N") + "\n"
