"""Inline icons from the Lucide set; always decoration beside words."""

from functools import lru_cache

import lucide
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=256)
def svg(name: str, size: int = 20, css_class: str = "") -> SafeString:
    """The icon `name` as inline SVG, hidden from screen readers. Raises lucide.IconDoesNotExist."""
    classes = f"icon {css_class}".strip()
    drawn = lucide._render_icon(name, size, **{"class": classes, "aria-hidden": "true"})
    return mark_safe(drawn)  # noqa: S308 — packaged drawing; name, size and class come from templates, not people
