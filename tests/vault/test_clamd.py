"""The scanner on its socket, spoken to for real: a small server that keeps clamd's side of the conversation."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.vault import clamd
from portal.vault.documents import scan_again
from portal.vault.models import ScanState
from portal.vault.refusals import Refused
from tests.vault import pdfs
from tests.vault.conftest import NOW, Take

pytestmark = pytest.mark.usefixtures("same_process")
Serve = Callable[[bytes], list[bytes]]


@pytest.fixture
def scanner(tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[Serve]:
    """`scanner(b"stream: OK")` answers each question so, and returns the list of what it was sent."""
    address, server, seen = str(tmp_path / "clamd"), socket.socket(socket.AF_UNIX), []  # type: ignore[var-annotated]

    def talk(reply: bytes) -> None:
        while True:
            try:
                line, _peer = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as heard:
                assert heard.read(10) == b"zINSTREAM\0"
                data = b""
                while size := int.from_bytes(heard.read(4), "big"):
                    data += heard.read(size)
                seen.append(data)
                line.sendall(reply + b"\0")

    def serve(reply: bytes) -> list[bytes]:
        server.bind(address)
        server.listen()
        settings.CLAMD_SOCKET = address  # type: ignore[attr-defined]
        threading.Thread(target=talk, args=(reply,), daemon=True).start()
        return seen

    yield serve
    server.shutdown(socket.SHUT_RDWR) if seen else None
    server.close()


def test_clean(take: Take, scanner: Serve) -> None:
    seen = scanner(b"stream: OK")
    assert take(pdfs.pdf()).scan_state == ScanState.CLEAN
    assert seen == [pdfs.pdf()]


def test_found(take: Take, scanner: Serve) -> None:
    scanner(b"stream: Win.Test.EICAR_HDB-1 FOUND")
    with pytest.raises(Refused) as caught:
        take(pdfs.pdf())
    assert caught.value.code == "virus"


def test_an_error_of_the_scanner_waits(take: Take, scanner: Serve) -> None:
    scanner(b"INSTREAM size limit exceeded. ERROR")
    assert take(pdfs.pdf()).scan_state == ScanState.PENDING


@pytest.mark.parametrize("address", ["/nowhere/clamd", "127.0.0.1:9"])
def test_out_of_reach_waits_and_is_scanned_later(
    take: Take, scanner: Serve, settings: pytest.FixtureRequest, address: str
) -> None:
    settings.CLAMD_SOCKET = address  # type: ignore[attr-defined]
    document = take(pdfs.pdf())
    assert document.scan_state == ScanState.PENDING
    assert scan_again(now=NOW) == 0
    scanner(b"stream: OK")
    assert scan_again(now=NOW) == 1
    document.refresh_from_db()
    assert document.scan_state == ScanState.CLEAN


def test_a_virus_found_later_is_marked(take: Take, scanner: Serve, settings: pytest.FixtureRequest) -> None:
    settings.CLAMD_SOCKET = "/nowhere/clamd"  # type: ignore[attr-defined]
    document = take(pdfs.pdf())
    scanner(b"stream: Test FOUND")
    scan_again(now=NOW)
    document.refresh_from_db()
    assert document.scan_state == ScanState.INFECTED


def test_a_scanner_that_says_nothing_is_given_up(
    tmp_path: Path, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clamd, "TIMEOUT_SECONDS", 0.1)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "mute"))
        server.listen()
        settings.CLAMD_SOCKET = str(tmp_path / "mute")  # type: ignore[attr-defined]
        assert clamd.scan(b"data") is ScanState.PENDING
