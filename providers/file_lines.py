"""A file of providers read line by line: CSV, or FHIR, a Bundle or one resource a line. Never whole in memory."""

import csv
import io
import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from os import SEEK_END
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from portal.vault.tables import BadLine, UnreadableFile
from providers.columns import HEADER
from providers.fhir_lines import Resources, bundle_resources

LONGEST_LINE = 64 * 1024
_LOOK = 1000
# A Bundle says so first, or begins on a line of its own.
_BUNDLE = re.compile(rb'"resourceType"\s*:\s*"Bundle"|^(?:\xef\xbb\xbf)?\s*\{\s*$', re.MULTILINE)
Cells = dict[str, str]


class Lines:
    """The lines of a file from where it was left: number and trimmed cells by column, or what is wrong with the line.

    `at_byte` and `at_line` say how far it was read, and are where another Lines goes on. Raises UnreadableFile for
    the whole.
    """

    def __init__(self, file: BinaryIO, *, at_byte: int = 0, at_line: int = 0) -> None:
        self.file, self.at_byte, self.at_line = file, 0, 0
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

    def _csv(self) -> Iterator[tuple[int, Cells | BadLine]]:
        reader = csv.reader(iter(self._next, ""), delimiter=self.mark, strict=True)
        width = len(self.header)
        try:
            for row in reader:
                if len(row) == width:
                    yield self.at_line, dict(zip(self.header, map(str.strip, row), strict=True))
                elif any(row):
                    wrong = _("has %(n)s columns instead of %(all)s") % {"n": len(row), "all": width}
                    yield self.at_line, BadLine(wrong)
        except csv.Error as error:
            raise UnreadableFile(_("Line %(line)s is not CSV.") % {"line": self.at_line}) from error

    def _fhir(self) -> Iterator[tuple[int, Cells | BadLine]]:
        for number, resource in self._bundle() if self.is_bundle else self._resources():
            try:
                for cells in self.resources.lines(resource):
                    yield number, cells
            except BadLine as reason:
                yield number, reason

    def _bundle(self) -> Iterator[tuple[int, Any]]:
        """Entries are counted as lines."""
        for number, resource in bundle_resources(self.file):
            self.at_byte, self.at_line = self.file.tell(), number
            yield number, resource
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
