"""Markdown of articles as HTML: paragraphs, lists and bold words. HTML in a text is shown, never obeyed."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("zero", {"html": False}).enable(["list", "emphasis", "escape"])


@lru_cache(maxsize=2048)
def html(markdown: str) -> SafeString:
    """A section as HTML: `p`, `ul`, `ol`, `li`, `strong`, `em` and nothing else."""
    drawn: str = _MARKDOWN.render(markdown)
    return mark_safe(drawn)  # noqa: S308 — everything but these few elements is escaped by the renderer
