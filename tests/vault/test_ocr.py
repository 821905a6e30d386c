"""Reading a document with tesseract: in a process of its own that may fail in any way, and without it not at all."""

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.vault import ocr
from portal.vault.models import ScanState
from tests.vault import pdfs
from tests.vault.conftest import Take
from tests.vault.invoices import empty, invoice, jpeg_of
from tests.vault.pictures import saved

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract-ocr is not installed")
Program = Callable[[str], str]


@pytest.fixture(autouse=True)
def _asked_anew() -> None:
    ocr.installed.cache_clear()


@pytest.fixture
def tesseract(settings: Any) -> None:
    settings.TESSERACT = shutil.which("tesseract")


@pytest.fixture
def program(tmp_path: Path, settings: Any) -> Program:
    """A stand-in for tesseract that knows English and then does as it is told."""

    def make(act: str) -> str:
        path = tmp_path / "tesseract"
        path.write_text(f'#!/bin/sh\ncase "$1" in --list-langs) echo eng; exit;; esac\n{act}\n')
        path.chmod(0o700)
        settings.TESSERACT = str(path)
        return str(path)

    return make


def text(lines: list[list[ocr.Word]]) -> list[str]:
    return [" ".join(word.text for word in line) for line in lines]


@needs_tesseract
@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize(
    "data", [jpeg_of(invoice()), saved(invoice().convert("RGB"), "PDF", resolution=150)], ids=["photo", "scan"]
)
def test_a_printed_page_is_read(take: Take, data: bytes) -> None:
    told = text(ocr.lines_of(take(data), languages=["fr", "xx"]))
    assert told[0] == "Aga Khan Hospital"
    assert "TOTAL KES 1,250.00" in told


@needs_tesseract
@pytest.mark.usefixtures("tesseract")
def test_only_what_is_there_is_read(take: Take) -> None:
    assert ocr.lines_of(take(jpeg_of(empty()))) == []
    assert text(ocr.lines_of(take(pdfs.pdf()))) == ["Invoice 42"]


def test_without_the_program_nothing_is_read(take: Take, settings: Any) -> None:
    settings.TESSERACT = ""
    assert not ocr.is_there()
    assert ocr.lines_of(take(jpeg_of(invoice()))) == []


@pytest.mark.parametrize("told", ["exit 1", "printf '\\377\\376'", "sleep 30"], ids=["fails", "babbles", "hangs"])
def test_a_program_that_does_not_answer_knows_no_language(
    told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ocr, "LIST_SECONDS", 0.3)
    path = tmp_path / "tesseract"
    path.write_text(f"#!/bin/sh\nexec {told}\n" if told.startswith("sleep") else f"#!/bin/sh\n{told}\n")
    path.chmod(0o700)
    assert ocr.installed(str(path)) == frozenset()
    assert "does not answer" in caplog.text
    assert ocr.installed(str(tmp_path / "gone")) == frozenset()


@pytest.mark.parametrize(
    "act",
    ["exit 1", "kill -9 $$", "head -c 100 /dev/urandom", "echo not a table", "printf 'level\\ttext\\n5\\tx\\n'"],
    ids=["fails", "crashes", "babbles", "no table", "half a table"],
)
def test_a_program_that_fails_reads_nothing(act: str, take: Take, program: Program) -> None:
    program(act)
    assert ocr.lines_of(take(jpeg_of(invoice()))) == []


def test_a_program_that_hangs_is_ended_with_its_children(
    take: Take, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "SECONDS", 1.5)
    mark = tmp_path / "pid"
    program(f'echo "$$" > "{mark}"\nsleep 300')
    document = take(jpeg_of(invoice()))
    begun = time.monotonic()
    assert ocr.lines_of(document) == []
    assert time.monotonic() - begun < 10
    time.sleep(0.1)
    assert not _lives(int(mark.read_text()))


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_gets_no_secret_and_cannot_fill_the_disk_or_the_memory(
    take: Take, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "SECRET_KEY", "canary")
    env, big, memory = tmp_path / "env", tmp_path / "big", tmp_path / "memory"
    act = f"/usr/bin/env > {env}; head -c 20000000 /dev/zero > {big}; ulimit -v > {memory}"
    program(act)
    assert ocr.lines_of(take(jpeg_of(invoice()))) == []
    assert "canary" not in env.read_text()
    assert big.stat().st_size <= 4 * 1024 * 1024
    assert int(memory.read_text()) <= 1024 * 1024


def test_a_page_of_specks_is_bounded(take: Take, program: Program, tmp_path: Path) -> None:
    words = "\n".join(f"5\t1\t{n // 90}\t1\t{n}\t1\t0\t0\t9\t30\t96\t{'w' * 200}" for n in range(20_000))
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    table = tmp_path / "table"
    table.write_text(head + words)
    program(f'cat "{table}"')
    lines = ocr.lines_of(take(jpeg_of(invoice())))
    assert len(lines) == 200
    assert max(len(word.text) for line in lines for word in line) == 60


def test_what_is_infected_is_never_opened(take: Take, program: Program, tmp_path: Path) -> None:
    program(f"touch {tmp_path / 'called'}")
    document = take(jpeg_of(invoice()))
    document.scan_state = ScanState.INFECTED
    assert ocr.lines_of(document) == []
    assert not (tmp_path / "called").exists()


def test_a_file_that_is_gone_or_no_picture_reads_nothing(take: Take, program: Program) -> None:
    program("echo unexpected >&2; exit 0")
    document = take(jpeg_of(invoice()))
    path = Path(document.served.path)
    path.write_bytes(b"\xff\xd8\xff not a picture")
    assert ocr.lines_of(document) == []
    path.unlink()
    assert ocr.lines_of(document) == []


def test_a_process_that_dies_reads_nothing(take: Take, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program("exit 0")
    document = take(jpeg_of(invoice()))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert ocr.lines_of(document) == []
