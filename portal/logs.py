"""Log lines without personal data: of an exception, its class and the way to it, never its message.

A database quotes the offending row in its messages, a mail server the address, a parser the text.
"""

import logging
import re
import traceback
from types import TracebackType

type_and_way = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


# Which article on health somebody asked for is nobody's business.
READING = re.compile(r"(https?://[^\s/]+|(?<![\w./-]))/health/[^\s\"'<>]+")


class Discreet(logging.Formatter):
    """Prints the frames of a traceback and the classes of the exceptions in it, and not which article was read."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with addresses under `/health/` cut short."""
        return READING.sub(r"\1/health/…", super().format(record))

    def formatException(self, ei: type_and_way) -> str:
        """The chain of exceptions, outermost last, one line of class name each."""
        lines: list[str] = []
        found: BaseException | None = ei[1]
        while found is not None:
            # Frames only: source lines hold no data, locals are not asked for.
            frames = traceback.format_list(traceback.extract_tb(found.__traceback__))
            kind = type(found)
            lines[:0] = [*frames, f"{kind.__module__}.{kind.__qualname__}\n"]
            found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
        return "".join(lines).rstrip()
