"""Codes that a camera reads: an address as squares, for papers and for pages."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(address: str, words: str) -> SafeString:
    """The code as SVG, one unit a module with its quiet zone; `words` say what it is to who cannot see it."""
    out = BytesIO()
    code = segno.make_qr(address, error="m")
    code.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, title=words, light=None)
    return mark_safe(out.getvalue().decode())  # noqa: S308 - drawn here, the words escaped
