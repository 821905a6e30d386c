"""The icons of an installed portal as pictures, from our own drawings: phones take no SVG there."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from weasyprint import HTML

PAGE = "<style>@page {{ size: 512px; margin: 0 }} body {{ margin: 0 }} img {{ display: block; width: 512px }}</style>"
# File in static/offline, drawing in static, pixels. The full one fills the square: phones cut it.
ROUND, FULL = "look/favicon.svg", "offline/icon-full.svg"
ICONS = (
    ("icon-192.png", ROUND, 192),
    ("icon-512.png", ROUND, 512),
    ("icon-maskable-512.png", FULL, 512),
    ("apple-touch-icon.png", FULL, 180),
)


def draw(drawing: Path, size: int) -> Image.Image:
    """A square drawing (SVG) as a picture of `size` pixels, clear where nothing is drawn."""
    source = b64encode(drawing.read_bytes()).decode()
    page = f'{PAGE.format()}<img src="data:image/svg+xml;base64,{source}" alt="">'
    with pypdfium2.PdfDocument(BytesIO(HTML(string=page).write_pdf() or b"")) as pdf:
        # A page of 512 CSS pixels is 384 points; drawn large first, so that curves come out smooth.
        large = pdf[0].render(scale=4 * size / 384, fill_color=(255, 255, 255, 0)).to_pil()
    return large.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)


def write(static: Path) -> list[Path]:
    """Draw all icons anew into static/offline; the files written."""
    written = []
    for name, drawing, size in ICONS:
        path = static / "offline" / name
        draw(static / drawing, size).quantize(64, method=Image.Quantize.FASTOCTREE).save(path, optimize=True)
        written.append(path)
    return written
