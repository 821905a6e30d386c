"""Papers: rendered from a template, stored as issued."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
from django.conf import settings
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.post.archive import Enclosed
from portal.post.models import Paper
from portal.post.press import press


def render(
    *, template: str, context: Mapping[str, Any], language: str, title: str, enclosed: Sequence[Enclosed] = ()
) -> bytes:
    """`template` (which extends `post/papers/base.html`) as PDF/A-3a and PDF/UA-1 in `language`; deterministic.

    `title` names no person: it stands in the file's metadata. `enclosed` are files inside it.
    Raises portal.post.press.PrintingUnavailable.
    """
    return press().pdf(html_of(template=template, context=context, language=language, title=title), enclosed)


def html_of(*, template: str, context: Mapping[str, Any], language: str, title: str) -> str:
    """The page that is printed."""
    with translation.override(language):
        return render_to_string(
            template,
            {
                **context,
                "paper_title": title,
                "language": language,
                "direction": "rtl" if translation.get_language_bidi() else "ltr",
                "administrator": settings.ADMINISTRATOR,
                "page_of_pages": _page_of_pages(),
            },
        )


def store(*, kind: str, title: str, language: str, content: bytes, now: datetime) -> Paper:
    """Keep a PDF for good, in the caller's transaction. `kind` becomes its file name: a plain word."""
    paper = Paper(
        kind=kind,
        title=title,
        language=language,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        pages=_pages(content),
        created_at=now,
    )
    paper.file.save(paper.filename, ContentFile(content), save=False)
    paper.save(force_insert=True)
    return paper


def _pages(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def _page_of_pages() -> SafeString:
    """“Page 1 of 3” as a CSS `content` value, in the active language."""
    words = json.dumps(_("Page {page} of {pages}"), ensure_ascii=False)
    return mark_safe(  # noqa: S308 - our own words, quoted
        words.replace("{pages}", '" counter(pages) "').replace("{page}", '" counter(page) "')
    )
