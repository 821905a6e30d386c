"""Printing: right for every reader, the same bytes each time, and nothing fetched from anywhere."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path

import page
import pytest
from pypdf import PdfReader

from portal.post import checks, papers, press
from portal.post.models import Paper
from tests.post.pdfs import one_page

RECIPIENT = ["Ms Amina Okoye", "12 River Lane", "Nairobi 00100", "KENYA"]
TEXTS = {
    "en": "Your card and your activation code are enclosed.",
    "fr": "Votre carte et votre code d’activation sont joints.",
    "es": "Adjuntamos su tarjeta y su código de activación.",
    "ru": "Ваша карта и код активации прилагаются.",
    "zh-hans": "随函附上您的会员卡和激活码。",
    "ar": "مرفق بطاقتك ورمز التفعيل",
}


def letter(language: str, lines: int = 1) -> bytes:
    """A letter in `language`."""
    return papers.render(
        template="post/papers/letter.html",
        context={
            "recipient": RECIPIENT,
            "day": "20 November 2026",
            "reference": "414/20001",
            "paragraphs": [TEXTS[language]] * lines,
        },
        language=language,
        title="Welcome",
    )


@pytest.mark.parametrize("language", TEXTS)
def test_a_paper_is_accessible_in_every_language(language: str, tmp_path: Path) -> None:
    pdf = letter(language)
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    reader = PdfReader(BytesIO(pdf))
    assert reader.root_object["/Lang"] == language
    assert reader.metadata
    assert reader.metadata.title == "Welcome"
    assert not reader.metadata.creation_date
    assert all("/FontFile" in " ".join(font) for font in _embedded(reader))
    assert len(pdf) < 500_000


def _embedded(reader: PdfReader) -> list[list[str]]:
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    parts = [font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font for font in fonts]
    return [list(part["/FontDescriptor"]) for part in parts]


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_text_extracts_in_reading_order(language: str) -> None:
    text = PdfReader(BytesIO(letter(language))).pages[0].extract_text().replace("\n", " ")
    places = [text.find(part) for part in ("Amina Okoye", "414/20001", "Welcome", TEXTS[language][:12])]
    assert -1 not in places
    assert places == sorted(places)


def test_the_same_paper_has_the_same_bytes() -> None:
    assert letter("ar") == letter("ar")
    assert letter("en") != letter("fr")


def test_the_same_paper_has_the_same_bytes_in_a_new_process() -> None:
    here = hashlib.sha256(letter("zh-hans")).hexdigest()
    press.press.cache_clear()
    assert hashlib.sha256(letter("zh-hans")).hexdigest() == here


def test_qpdf_finds_nothing(tmp_path: Path) -> None:
    if not shutil.which("qpdf"):
        pytest.skip("qpdf is not installed")
    file = tmp_path / "paper.pdf"
    file.write_bytes(letter("ar", lines=80))
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert (checked.returncode, "WARNING" in checked.stdout + checked.stderr) == (0, False)


def test_pages_are_numbered() -> None:
    pages = PdfReader(BytesIO(letter("en", lines=80))).pages
    assert len(pages) > 1
    for number, sheet in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in sheet.extract_text()


@pytest.mark.parametrize(
    "wants",
    [
        '<img src="http://127.0.0.1:{port}/x.png" alt="x">',
        '<img src="file:///etc/hostname" alt="x">',
        '<img src="asset:///../../../../etc/hostname" alt="x">',
        '<link rel="stylesheet" href="http://127.0.0.1:{port}/x.css">',
        '<p style="background: url(http://127.0.0.1:{port}/x.png)">x</p>',
    ],
)
def test_a_paper_fetches_nothing_from_outside(wants: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        html = wants.replace("{port}", str(server.getsockname()[1]))
        with pytest.raises(press.AskedOutside):
            press.press().pdf(f'<html lang="en"><title>x</title><body>{html}</body></html>')
        with pytest.raises(BlockingIOError):
            server.accept()


def test_what_people_typed_is_text() -> None:
    html = papers.html_of(
        template="post/papers/letter.html",
        context={"recipient": ["<img src=x>"], "paragraphs": ["</p><script>"]},
        language="en",
        title="<b>",
    )
    assert "<img" not in html
    assert "<script" not in html
    assert "<b>" not in html


def test_a_stored_paper_is_kept_as_issued(db: None, now: datetime) -> None:
    paper = papers.store(kind="settlement-note", title="Note", language="en", content=one_page(), now=now)
    stored = Paper.objects.get(pk=paper.pk)
    with stored.file.open() as file:
        assert file.read() == one_page()
    assert (stored.bytes, stored.pages, stored.filename) == (len(one_page()), 1, "settlement-note.pdf")
    assert stored.sha256 == hashlib.sha256(one_page()).hexdigest()


def test_letters_without_a_font_are_told_without_the_words(caplog: pytest.LogCaptureFixture) -> None:
    context = {"recipient": ["\ue123 Okoye"], "paragraphs": ["cancer \ue124"]}
    pdf = papers.render(template="post/papers/letter.html", context=context, language="en", title="Welcome")
    assert "no font of this machine" in caplog.text
    assert not any(word in caplog.text for word in ("Okoye", "cancer", "\ue123", "\ue124"))
    assert page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1).failures == []


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert checks.printing_libraries() == []
    monkeypatch.setattr(checks, "LIBRARIES", {"libnobody.so.7": "libnobody7"})
    monkeypatch.setattr(checks, "FONT_FOLDERS", (tmp_path,))
    (warning,) = checks.printing_libraries()
    assert warning.hint == "On Debian: apt-get install libnobody7 fonts-droid-fallback"
    assert not warning.is_serious()


def test_without_a_single_font_printing_fails_loudly(tmp_path: Path) -> None:
    """In a process of its own, as a worker: the drawing library itself would end it without a word."""
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><dir>{tmp_path}/none</dir></fontconfig>")
    code = "import django; django.setup()\nfrom portal.post import press\ntry: press.press()\n"
    code += "except press.PrintingUnavailable as problem: print(problem.code)"
    env = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert told.stdout == "printing-unavailable\n"


def test_without_libraries_printing_fails_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job that prints then backs off and is parked where staff see it; nothing is lost."""

    def missing(self: press.Press) -> None:
        raise press.PrintingUnavailable

    press.press.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(press.Press, "__init__", missing)
        with pytest.raises(press.PrintingUnavailable):
            letter("en")
    assert letter("en").startswith(b"%PDF")
