"""A file of providers read line by line: CSV, or FHIR, a Bundle or one resource a line. Never whole in memory."""

import csv
import io
import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from os import SEEK_END
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from portal.vault.tables import BadLine, UnreadableFile
from providers.columns import HEADER
from providers.fhir_lines import Bundle, Resources

LONGEST_LINE = 64 * 1024
_LOOK, _AT_ONCE = 1000, 1000
# A Bundle says so first, or begins on a line of its own.
_BUNDLE = re.compile(rb'"resourceType"\s*:\s*"Bundle"|^(?:\xef\xbb\xbf)?\s*\{\s*$', re.MULTILINE)
Cells = dict[str, str]


class Lines:
    """The lines of a file from where it was left: number and trimmed cells by column, or what is wrong with the line.

    `at_byte` and `at_line` say how far it was read, and are where another Lines goes on, once `until()` said so
    (it is asked now and then); names that FHIR resources go by are in `resources`. Raises UnreadableFile for the whole.
    """

    def __init__(
        self, file: BinaryIO, *, at_byte: int = 0, at_line: int = 0, until: Callable[[], bool] | None = None
    ) -> None:
        self.until = until
        self.bundle: Bundle | None = None
        self.file, self.at_byte, self.at_line = file, 0, 0
        self.size = file.seek(0, SEEK_END)
        file.seek(0)
        start = file.read(_LOOK)
        file.seek(0)
        self.is_fhir = start.removeprefix(BOM_UTF8).lstrip().startswith(b"{")
        self.is_bundle = self.is_fhir and _BUNDLE.search(start) is not None
        first = "" if self.is_fhir else self._next()
        self.resources = Resources()
        if not self.is_fhir:
            self.mark, self.header = _header(first)
        if at_byte:
            file.seek(at_byte)
            self.at_byte, self.at_line = at_byte, at_line
        elif self.is_fhir:
            file.seek(0)
            self.at_byte = self.at_line = 0

    def __iter__(self) -> Iterator[tuple[int, Cells | BadLine]]:
        """Line by line to the end."""
        return self._fhir() if self.is_fhir else self._csv()

    def _is_over(self, done: int) -> bool:
        return self.until is not None and done % _AT_ONCE == 0 and self.until()

    def _csv(self) -> Iterator[tuple[int, Cells | BadLine]]:
        for number, row in self.rows():
            yield number, row if isinstance(row, BadLine) else self.cells(row)

    def cells(self, row: list[str]) -> Cells:
        """What stands in a row of CSV, by column."""
        return dict(zip(self.header, map(str.strip, row), strict=True))

    def rows(self) -> Iterator[tuple[int, list[str] | BadLine]]:
        """As going through the lines, for CSV: the row as it stands there."""
        reader = csv.reader(iter(self._next, ""), delimiter=self.mark, strict=True)
        width = len(self.header)
        try:
            for done, row in enumerate(reader, 1):
                if len(row) == width:
                    yield self.at_line, row
                elif any(row):
                    wrong = _("has %(n)s columns instead of %(all)s") % {"n": len(row), "all": width}
                    yield self.at_line, BadLine(wrong)
                if self._is_over(done):
                    return
        except csv.Error as error:
            raise UnreadableFile(_("Line %(line)s is not CSV.") % {"line": self.at_line}) from error

    def _fhir(self) -> Iterator[tuple[int, Cells | BadLine]]:
        for done, (number, resource) in enumerate(self._bundle() if self.is_bundle else self._resources(), 1):
            try:
                for cells in self.resources.lines(resource):
                    yield number, cells
            except BadLine as reason:
                yield number, reason
            if self._is_over(done):
                if self.bundle is not None:
                    self.at_byte, self.at_line = self.bundle.at_byte, number
                return

    def _bundle(self) -> Iterator[tuple[int, Any]]:
        """Entries are counted as lines."""
        self.bundle = Bundle(self.file, at_byte=self.at_byte, number=self.at_line)
        yield from self.bundle
        self.at_byte = self.file.seek(0, SEEK_END)

    def _resources(self) -> Iterator[tuple[int, Any]]:
        for text in iter(self._next, ""):
            if not text.strip():
                continue
            try:
                yield self.at_line, json.loads(text)
            except (ValueError, RecursionError) as error:
                raise UnreadableFile(_("Line %(line)s is not JSON.") % {"line": self.at_line}) from error

    def _next(self) -> str:
        """The next line as text; empty at the end."""
        raw = self.file.readline(LONGEST_LINE)
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            raise UnreadableFile(_("Line %(line)s is too long.") % {"line": self.at_line + 1})
        self.at_byte += len(raw)
        self.at_line += bool(raw)
        try:
            text = raw.decode("utf-8-sig" if self.at_line == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise UnreadableFile(
                _("Line %(line)s is not UTF-8. Please save the file as “CSV UTF-8”.") % {"line": self.at_line}
            ) from error
        if "\x00" in text:
            raise UnreadableFile(_("The file is not a text file. Please save it as “CSV UTF-8”."))
        return text


def _header(first: str) -> tuple[str, list[str]]:
    """The mark between columns, and their names. Raises UnreadableFile unless all of them are there, in any order."""
    mark = max(",;\t", key=first.count)
    try:
        found = [name.strip() for name in next(csv.reader(io.StringIO(first), delimiter=mark), [])]
    except csv.Error as error:
        raise UnreadableFile(_("Line %(line)s is not CSV.") % {"line": 1}) from error
    missing = [name for name in HEADER if name not in found]
    if missing:
        raise UnreadableFile(
            _("The first line must name the columns. Missing: %(columns)s") % {"columns": ", ".join(missing)}
        )
    strange = [name[:40] for number, name in enumerate(found) if name not in HEADER or name in found[:number]]
    if strange:
        raise UnreadableFile(
            _("The first line names columns that are not known or stand twice: %(columns)s")
            % {"columns": ", ".join(strange)}
        )
    return mark, found
