"""A long file, read by several processes: not a letter of it, nor of what is told of it, is another."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import translation

from portal.vault.tables import UnreadableFile
from providers import readers
from providers.file_lines import Lines
from providers.files import FileReport, stage
from providers.invented import invented
from providers.models import IncomingLine
from tests.providers.conftest import as_file, known_lines, line
from tests.providers.test_files import REFUSED

pytestmark = pytest.mark.django_db


def staged(file: bytes) -> tuple[list[Any], dict[str, Any]]:
    """What is kept of each line, and what is told."""
    key, report = uuid4(), FileReport()
    with transaction.atomic():
        stage(key, Lines(io.BytesIO(file)), report)
    rows = IncomingLine.objects.filter(file=key).order_by("line").values()
    return [
        {name: value for name, value in row.items() if name not in ("id", "file_id")} for row in rows
    ], report.told()


def test_a_long_file_is_read_by_several_processes_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = [line(f"B{number}", f"Bad {number}") | cells for number, (cells, _reason) in enumerate(REFUSED)]
    strange = [line("S1", 'The "Old" \\N Ward, \\t North', address="\\", city="Ñandú"), line("S2", "Two\nlines")]
    file = as_file([*known_lines(), *bad, *strange, *invented(1200, seed=3)]).getvalue() + b"too,few\n\n"
    alone = staged(file)
    monkeypatch.setattr(readers, "MANY_BYTES", 0)
    monkeypatch.setattr(readers.os, "cpu_count", lambda: 3)
    assert readers.worthwhile(len(file)) == 2
    with translation.override("en"):
        assert staged(file) == alone
    assert len(alone[0]) > 1200
    assert alone[1]["refused"] > len(REFUSED) - 4
    with pytest.raises(UnreadableFile, match="is not CSV"):
        staged(file + b'A3,"open')
