"""Files of providers: read line by line, judged, and taken over when somebody confirms. docs/provider-files.md.

A file is read into `IncomingLine` first, and nothing of the list changes before all of it was read and judged.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from portal.members import audit
from portal.members.models import User
from portal.vault.tables import BadLine
from providers.dialect import dialect
from providers.file_lines import Lines
from providers.first_load import indexes_built_last
from providers.judging_files import judge
from providers.line_reading import COLUMNS, Cells, read_line
from providers.listings import settle
from providers.models import IncomingLine, IncomingName
from providers.readers import Told, read_by, readers, worthwhile
from providers.storing_files import close_gone, store

# Reasons kept in a report; all refused lines are counted.
MOST_REASONS = 1000
MUCH = 1000


@dataclass
class FileReport:
    """What a file would change, or changed."""

    lines: int = 0
    refused: int = 0
    reasons: list[tuple[int, str]] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)

    def refuse(self, line: int, reason: str) -> None:
        """Counts it, and keeps the reason of the first thousand."""
        self.refused += 1
        if len(self.reasons) < MOST_REASONS:
            self.reasons.append((line, reason))

    def told(self) -> dict[str, Any]:
        """For the report of a ProviderFile."""
        told = {"lines": self.lines, "refused": self.refused, "reasons": sorted(self.reasons)}
        return {**told, **self.changes}


def import_providers(
    *, file: BinaryIO, source: str, is_complete: bool, dry_run: bool, by: User | None, now: datetime
) -> FileReport:
    """Bring the providers of a source to what the file says, in one go. Raises UnreadableFile for the whole."""
    key, report = uuid4(), FileReport()
    with transaction.atomic():
        stage(key, Lines(file), report)
        report.changes = judge(key, source, report.refuse)
        if not dry_run:
            on = timezone.localdate(now)
            if report.changes["added"] or report.changes["changed"]:
                with connection.cursor() as cursor, indexes_built_last(cursor):
                    store(key, source, first=0, last=2**31 - 1, on=on)
            if is_complete and report.changes["gone"]:
                close_gone(key, source, on=on)
            counts = {name: report.changes[name] for name in ("added", "changed", "gone", "same")}
            audit.record(act="providers.imported", by=by, about=None, now=now, refused=report.refused, **counts)
        forget_lines(key)
        if report.changes["added"] + report.changes["changed"] > MUCH and not dry_run:
            with connection.cursor() as cursor:
                settle(cursor)
    return report


def stage(key: UUID, lines: Lines, report: FileReport) -> None:
    """Read lines into IncomingLine, as far as they go. Raises UnreadableFile."""
    with connection.cursor() as cursor:
        dialect().much(cursor)
        count = 0 if lines.is_fhir or lines.until else worthwhile(lines.size)
        good = _good_of_many(key, lines, report, count) if count else _good(key, lines, report)
        dialect().write(cursor, IncomingLine._meta.db_table, ("file_id", *COLUMNS), good)


def _good(key: UUID, lines: Iterable[tuple[int, Cells | BadLine]], report: FileReport) -> Iterator[tuple[Any, ...]]:
    file = dialect().uuid(key)
    for number, cells in lines:
        report.lines += 1
        try:
            if isinstance(cells, BadLine):
                raise cells
            yield (file, *read_line(number, cells))
        except BadLine as reason:
            report.refuse(number, str(reason))


def _good_of_many(key: UUID, lines: Lines, report: FileReport, count: int) -> Iterator[Any]:
    """The same, read by so many processes beside this one."""
    told = Told(lines.header, (str(dialect().uuid(key)),), as_text=dialect().is_postgresql)
    with readers(count, told) as links:
        for read in read_by(links, lines.rows()):
            report.lines += read.lines
            yield from read.good
            others = [(number, row if isinstance(row, BadLine) else lines.cells(row)) for number, row in read.others]
            yield from _good(key, others, report)


def forget_lines(key: UUID) -> None:
    """The lines of a file that is done with."""
    IncomingLine.objects.filter(file_id=key).delete()
    IncomingName.objects.filter(file_id=key).delete()
