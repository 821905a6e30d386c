"""What makes a paper keep: PDF/A-3a beside PDF/UA-1, and files enclosed in it. See decision 0006.

WeasyPrint 70 writes PDF/A-3a with one fault, a compressed metadata stream, and declares one standard, not two.
Both are mended on its own objects just before they are written, so no paper is read and written twice.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from importlib.resources import files
from typing import Any
from zlib import adler32

from pydyf import Dictionary, _to_bytes

VARIANT = "pdf/a-3a"
SHEET = "sheet"  # our name for what the colours of a paper mean: WeasyPrint's sRGB file, which it would leave open
CARRIAGE_RETURN = 0x0D

# PDF/UA's identifier is no part of PDF/A: its schema has to be described where it is used (ISO 19005-3, 6.6.2.3).
_PDF_UA = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""


@dataclass(frozen=True)
class Enclosed:
    """A file inside a paper: what the paper says, for machines. `at` is the moment it tells of, not of printing."""

    name: str
    content: str
    description: str
    at: datetime


class SheetColours:
    """The colour profile of every paper as WeasyPrint asks for it, byte for byte the file: read anew, it came out
    another each time."""

    name = "sRGB2014"
    components = (["r"], ["g"], ["b"])
    pdf_reference: Any = None

    def __init__(self) -> None:
        self.content = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def declare(document: Any, pdf: Any, *, missing: set[int], padding: int = 0) -> None:
    """Finisher for WeasyPrint's `write_pdf`: the paper declares PDF/A-3a and PDF/UA-1.

    `padding` is a number of empty objects, which change the streams that are made while writing: see `is_sound`.
    `missing` takes the letters that no font draws, by number.
    """
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.compress = False
    metadata.stream = [part.replace(b"</rdf:RDF>", _PDF_UA) for part in metadata.stream]
    note_missing(document, pdf, missing=missing)
    for stream in pdf.objects:
        if getattr(stream, "compress", False):
            _end_plainly(stream)
    for number in range(padding):
        pdf.add_object(Dictionary({"Padding": number}))


def note_missing(document: Any, _pdf: Any, *, missing: set[int]) -> None:
    """Finisher for WeasyPrint's `write_pdf`: only takes the letters that no font draws, by number."""
    for font in document.fonts.values():
        missing.update(font.missing)


def is_sound(pdf: bytes) -> bool:
    """Whether no stream ends in a carriage return, which readers take for a part of the line's end behind it."""
    return b"\r\nendstream" not in pdf


def _end_plainly(stream: Any) -> None:
    """Compressed bytes end with the check sum of the content: where that is a carriage return, a line's end more in the
    content makes it another."""
    content = b"\n".join(_to_bytes(item) for item in stream.stream)
    if adler32(content) & 0xFF == CARRIAGE_RETURN:
        content += b"\n"
        extra = stream.extra
        if "Length1" in extra:
            extra["Length1"] = len(content)
        if "Params" in extra:
            extra["Params"]["Size"] = len(content)
            extra["Params"]["CheckSum"] = f"<{md5(content, usedforsecurity=False).hexdigest()}>"
    stream.stream = [content]
