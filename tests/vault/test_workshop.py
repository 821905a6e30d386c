"""The process of its own: its answers, and what happens when it hangs, crashes or wants too much."""

import io
import os
import sys
from pathlib import Path

import pytest

from portal.vault import workshop
from portal.vault.kinds import Kind
from portal.vault.refusals import Refused
from portal.vault.unfit import Unfit
from tests.vault import pdfs, pictures
from tests.vault.conftest import Take, served
from tests.vault.heic import heic


@pytest.mark.parametrize(
    ("data", "start"),
    [
        pytest.param(pdfs.pdf(), b"%PDF-", id="pdf"),
        pytest.param(pictures.photo(), b"\xff\xd8\xff", id="jpeg"),
        pytest.param(pictures.png(), b"\x89PNG", id="png"),
        pytest.param(heic(), b"\xff\xd8\xff", id="heic"),
    ],
)
def test_takes(take: Take, data: bytes, start: bytes) -> None:
    assert served(take(data)).startswith(start)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(pdfs.pdf(catalogue=b"/OpenAction" + pdfs.JS), "script", id="script"),
        pytest.param(pdfs.pdf_of(201), "too_many_pages", id="pages"),
        pytest.param(pictures.picture_bomb(20_000), "too_many_pixels", id="bomb"),
        pytest.param(b"", "empty", id="nothing"),
    ],
)
def test_refuses(take: Take, data: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        take(data)
    assert caught.value.code == code
    assert "{" not in str(caught.value.message)


@pytest.mark.slow
def test_too_much_work_is_refused_in_time(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "SECONDS", 1.0)  # too little on any machine
    small = b"[" + b"[] " * 90_000 + b"]"
    with pytest.raises(Refused) as caught:
        take(pdfs.pdf(*[small] * 50))
    assert caught.value.code == "too_complex"


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("import time; time.sleep(60)", id="hangs"),
        pytest.param("import os; os.abort()", id="crashes"),
        pytest.param("import sys; sys.stderr.write('warning: odd')", id="babbles"),
        pytest.param("", id="says nothing"),
    ],
)
def test_a_process_that_fails_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    stand_in = tmp_path / "python"
    stand_in.write_text(f"#!{sys.executable}\n{program}\n")
    stand_in.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    monkeypatch.setattr(workshop, "SECONDS", 0.5)
    with (tmp_path / "copy").open("w+b") as copy, pytest.raises(Unfit) as caught:
        workshop.rebuilt(Kind.PDF, tmp_path / "none", copy)
    assert caught.value.code == "too_complex"


def test_no_secret_is_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "SECRET_KEY", "canary")
    stand_in, told = tmp_path / "python", io.BytesIO()
    stand_in.write_text('#!/bin/sh\n/usr/bin/env\necho \'{"media_type": "x", "pages": 1}\' >&2\n')
    stand_in.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    with (tmp_path / "copy").open("w+b") as copy:
        assert workshop.rebuilt(Kind.PDF, tmp_path / "none", copy) == ("x", 1, "unchecked", "")
        copy.seek(0)
        told.write(copy.read())
    assert b"canary" not in told.getvalue()
