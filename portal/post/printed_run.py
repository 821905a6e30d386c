"""One PDF for the printer: a manifest, then each letter behind a sheet that separates it from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import BinaryIO, cast

import pikepdf

from portal.post.envelopes import destination
from portal.post.models import Dispatch
from portal.post.papers import render

TEMPLATE = "post/papers/print_run.html"


def bound(*, number: int, letters: Sequence[Dispatch], on: date) -> bytes:
    """The PDF of run `number`. Every letter begins on a fresh sheet when it is printed on both sides."""
    pages = [sum(paper.pages for paper in letter.attachments.all()) for letter in letters]
    rows = [
        {
            "position": position,
            "destination": destination(letter),
            "kind": letter.kind,
            "pages": count,
            "id": str(letter.pk)[:8],
        }
        for position, (letter, count) in enumerate(zip(letters, pages, strict=True), 1)
    ]
    content = render(
        template=TEMPLATE,
        context={"number": number, "rows": rows, "on": on, "pages": sum(pages)},
        language="en",
        title=f"Print run {number}",
    )
    return _interleaved(content, letters)


def _interleaved(content: bytes, letters: Sequence[Dispatch]) -> bytes:
    """The last pages of `content` are the separators, one a letter; what stands before them is the manifest."""
    with pikepdf.open(BytesIO(content)) as ours, pikepdf.new() as whole:
        manifest = len(ours.pages) - len(letters)
        whole.pages.extend(ours.pages[:manifest])
        _even(whole)
        for position, letter in enumerate(letters):
            whole.pages.append(ours.pages[manifest + position])
            _even(whole)
            for paper in letter.enclosed():
                with paper.file.open() as file, pikepdf.open(cast(BinaryIO, file)) as printed:
                    whole.pages.extend(printed.pages)
            _even(whole)
        out = BytesIO()
        whole.save(out, deterministic_id=True)
        return out.getvalue()


def _even(pdf: pikepdf.Pdf) -> None:
    if len(pdf.pages) % 2:
        box = pdf.pages[-1].mediabox
        pdf.add_blank_page(page_size=(float(box[2]), float(box[3])))
