"""Files that another office sends: CSV read line by line, so that a bad line spoils nothing but itself."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

MOST_BYTES = 50 * 1024 * 1024

Cells = dict[str, str]


class UnreadableFile(ValueError):
    """The file as a whole cannot be taken; the message says why."""


class BadLine(ValueError):
    """One line cannot be taken; the message names the column and the reason, never what stood there."""


@dataclass
class Report:
    """Line numbers by what became of them; `refused` with the reason."""

    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def counts(self) -> dict[str, Any]:
        """How many lines are in each list."""
        return {name: len(lines) for name, lines in vars(self).items()}

    def note(self, outcome: str, line: int) -> None:
        """Puts the line in its list."""
        getattr(self, outcome).append(line)


def rows(file: BinaryIO, header: list[str]) -> Iterator[tuple[int, Cells | BadLine]]:
    """Line number and cells by column, or what is wrong with the line. Raises UnreadableFile for the whole."""
    reader = csv.reader(io.StringIO(_text_of(file), newline=""), strict=True)
    try:
        if [name.strip() for name in next(reader, [])] != header:
            raise UnreadableFile(_("The first line must be: %(header)s") % {"header": ",".join(header)})
        for row in reader:
            if len(row) == len(header):
                yield reader.line_num, dict(zip(header, (cell.strip() for cell in row), strict=True))
            elif any(cell.strip() for cell in row):
                wrong = _("has %(n)s columns instead of %(all)s") % {"n": len(row), "all": len(header)}
                yield reader.line_num, BadLine(wrong)
    except csv.Error as error:
        raise UnreadableFile(_("Line %(line)s is not CSV.") % {"line": reader.line_num}) from error


def _text_of(file: BinaryIO) -> str:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnreadableFile(_("The file is larger than 50 MB. Please split it."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("The file is not UTF-8. Please save it as “CSV UTF-8”.")) from error
    if "\x00" in text:
        raise UnreadableFile(_("The file is not a text file. Please save it as “CSV UTF-8”."))
    return text


def one_of(cells: Cells, name: str, options: list[str]) -> str:
    """One of the given words. Raises BadLine."""
    if cells[name] not in options:
        raise BadLine(_("%(column)s: must be one of %(options)s") % {"column": name, "options": ", ".join(options)})
    return cells[name]


def text(cells: Cells, name: str, most: int = 80) -> str:
    """A text that is not empty. Raises BadLine."""
    if not cells[name] or len(cells[name]) > most or not cells[name].isprintable():
        raise BadLine(_("%(column)s: between 1 and %(most)s letters") % {"column": name, "most": most})
    return cells[name]


def code(cells: Cells, name: str, length: int) -> str:
    """Capital letters. Raises BadLine."""
    found = cells[name]
    if len(found) != length or not found.isascii() or not found.isalpha() or not found.isupper():
        raise BadLine(_("%(column)s: a code of %(length)s capital letters") % {"column": name, "length": length})
    return found


def day(cells: Cells, name: str) -> date | None:
    """A day; None when empty. Raises BadLine."""
    if not cells[name]:
        return None
    try:
        if len(cells[name]) != len("2026-12-31"):
            raise ValueError
        found = date.fromisoformat(cells[name])
    except ValueError:
        raise BadLine(_("%(column)s: a day like 2026-12-31") % {"column": name}) from None
    if not 1900 <= found.year <= 2200:
        raise BadLine(_("%(column)s: a year between 1900 and 2200") % {"column": name})
    return found


def needed(found: date | None, name: str) -> date:
    """A day that must be there. Raises BadLine."""
    if found is None:
        raise BadLine(_("%(column)s: is empty") % {"column": name})
    return found


def amount(cells: Cells, name: str, decimals: int = 3) -> Decimal | None:
    """A number of zero or more with at most so many decimals; None when empty. Raises BadLine."""
    if not cells[name]:
        return None
    try:
        found = Decimal(cells[name])
    except InvalidOperation:
        found = Decimal(-1)
    exponent = found.as_tuple().exponent if found.is_finite() else -99
    if not found.is_finite() or not 0 <= found < 10**11 or not isinstance(exponent, int) or exponent < -decimals:
        raise BadLine(_("%(column)s: an amount like 4321.50, without thousands separator") % {"column": name})
    return found
