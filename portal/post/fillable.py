"""Forms on paper that can be filled in on a screen: fields with names, and what is known already written into them.

WeasyPrint makes the fields and leaves the drawing of what stands in them to the reader's program, whose fonts know few
scripts. So each value is set as a little page of its own and becomes the look of its field, in whatever script.
"""

import re
from html import escape
from io import BytesIO
from typing import Any
from unicodedata import bidirectional

import pikepdf
from django.utils.translation import get_language_info
from pikepdf import Dictionary

from portal.post.press import press

POINT = "pt"
LEFT, RIGHT = 0, 2  # what a field's /Q says
STRONG, RTL = {"L", "R", "AL"}, {"R", "AL"}
# What a reader's program draws typed text with: colour and font, without the graphics state, which is no text state.
GRAPHICS_STATE = re.compile(rb"/\S+ gs\s*")


def fillable(html: str, language: str) -> bytes:
    """A page (see `papers.html_of`) as PDF/UA-1 with fields; deterministic.

    Fields are `<input>` and `<textarea>` inside a `<form>`; their values may be in any script.
    Raises portal.post.press.PrintingUnavailable.
    """
    made, is_rtl = press().form(html), get_language_info(language)["bidi"]
    with pikepdf.open(BytesIO(made)) as pdf:
        fields = [field for field in pdf.Root.AcroForm.Fields if field.get("/FT") == "/Tx"]
        for field in fields:
            field.DA = pikepdf.String(GRAPHICS_STATE.sub(b"", bytes(field.DA)))
            field.Q = RIGHT if is_rtl else LEFT
        pdf.Root.AcroForm.NeedAppearances = False
        _draw(pdf, [field for field in fields if str(field.get("/V", ""))], language)
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _draw(pdf: pikepdf.Pdf, fields: list[Any], language: str) -> None:
    """The look of each field that holds something."""
    if not fields:
        return
    with pikepdf.open(BytesIO(press().form(_pages(fields, language)))) as drawn:
        for field, page in zip(fields, drawn.pages, strict=True):
            look = pdf.copy_foreign(page.as_form_xobject())
            content = look.read_bytes()
            look.write(b"/Tx BMC\n" + content + b"\nEMC")
            field.AP = Dictionary(N=look)


def _pages(fields: list[Any], language: str) -> str:
    """One page for each field, of its size."""
    rules, pages = [], []
    for number, field in enumerate(fields):
        left, one, right, other = (float(edge) for edge in field.Rect)
        width, height = abs(right - left), abs(other - one)
        lines = bool(int(field.get("/Ff", 0)) & pikepdf.FormFieldFlag.tx_multiline)
        rules.append(f"@page f{number} {{ size: {width:.2f}{POINT} {height:.2f}{POINT}; margin: 0 2pt }}")
        one_line = f"line-height: {height:.2f}{POINT}; white-space: pre"
        place = "padding-top: 3pt; white-space: pre-wrap" if lines else one_line
        direction = "rtl" if _first_strong(str(field.V)) in RTL else "ltr"
        place += f"; text-align: {'right' if int(field.Q) == RIGHT else 'left'}"
        pages.append(f'<p dir="{direction}" style="page: f{number}; margin: 0; {place}">{escape(str(field.V))}</p>')
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><title>{len(fields)}</title><style>'
        "@page { @bottom-left { content: none; border: 0 } @bottom-right { content: none; border: 0 } }"
        "@page :first { margin-top: 0 } html { font-size: 9pt }"
        f"{' '.join(rules)}</style></head><body>{''.join(pages)}</body></html>"
    )


def _first_strong(text: str) -> str:
    """The direction of the first letter that has one."""
    return next((kind for kind in map(bidirectional, text) if kind in STRONG), "L")
