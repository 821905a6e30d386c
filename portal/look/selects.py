"""A select for long lists."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


class LongSelect(forms.Select):
    """A select drawn in one go: Django's own renders a template for each option, which took a fifth of a second
    of server time for the countries, currencies and kinds of care of a single expense.

    Options have no end tag, which HTML lets one leave out: five kilobytes less a block of an expense. The lists of the
    next block then lie within the 32 KiB that gzip looks back, and cost nearly nothing: a page of ten expenses takes 22
    kilobytes on the line instead of 90. Russian and Arabic lists are too long for that; Brotli looks further back
    (`portal.compression`).
    """

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        options = "".join(_entry(key, label, chosen) for key, label in self.choices)
        about = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return mark_safe(f"<select{about}>{options}</select>")  # noqa: S308 - every part was escaped below


def _entry(key: Any, label: Any, chosen: Iterable[str]) -> str:
    """An option, or a group when `label` is a list of options."""
    if not isinstance(label, list | tuple):
        return _option(str(key), str(label), str(key) in chosen)
    options = "".join(_option(*each, each[0] in chosen) for each in label)
    return f'<optgroup label="{escape(key)}">{options}</optgroup>'


@lru_cache(maxsize=10_000)
def _option(value: str, label: str, is_chosen: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if is_chosen else ""}>{escape(label)}'
