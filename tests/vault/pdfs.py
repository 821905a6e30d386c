"""PDF files made by hand, honest and hostile. Objects 1 to 4 are catalogue, page tree, page, content."""

import io
import zlib
from collections.abc import Callable

import pikepdf

TEXT = b"BT /F1 24 Tf 72 700 Td (Invoice 42) Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
PAGE = b"/Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>"


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """A stream object's body."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (extra, len(data), data)


def packed(data: bytes, extra: bytes = b"") -> bytes:
    """The same, deflated."""
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + extra)


def joined(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A whole file with these objects, numbered from 1, and the first as the catalogue."""
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start))
    return out.getvalue()


def pdf(
    *more: bytes, catalogue: bytes = b"", page: bytes = b"", content: bytes | None = None, trailer: bytes = b""
) -> bytes:
    """One page that says "Invoice 42"; `more` objects are numbered from 6."""
    return joined(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<<%s%s>>" % (PAGE, page),
            packed(TEXT) if content is None else content,
            FONT,
            *more,
        ],
        trailer,
    )


def pdf_of(pages: int) -> bytes:
    """A PDF with so many empty pages."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"
    return joined(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages), *[page] * pages]
    )


def encrypted(owner: str, user: str, strength: int = 6) -> bytes:
    """A protected PDF."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as plain:
        plain.save(
            out,
            encryption=pikepdf.Encryption(owner=owner, user=user, R=strength, aes=strength > 3, metadata=strength > 3),
        )
    return out.getvalue()


JS = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
ANNOTATION = b"/Type/Annot/Rect[0 0 100 100]"
ATTACHED = b"<</Type/Filespec/F(%s)/UF(%s)/EF<</F 7 0 R>>>>"


def with_actions(action: bytes) -> dict[str, bytes]:
    """The same action in each place where a reader would run it, also behind numbers, escapes and object streams."""
    escaped = action.replace(b"JavaScript", b"J#61vaScript").replace(b"/JS", b"/J#53").replace(b"Launch", b"L#61unch")
    return {
        "on opening": pdf(catalogue=b"/OpenAction" + action),
        "on opening, escaped": pdf(catalogue=b"/OpenAction" + escaped),
        "on opening, by number": pdf(action, catalogue=b"/OpenAction 6 0 R"),
        "chained": pdf(catalogue=b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[%s]>>" % action),
        "on closing": pdf(catalogue=b"/AA<</WC%s>>" % action),
        "on the page": pdf(page=b"/AA<</O%s>>" % action),
        "on a link": pdf(page=b"/Annots[<<%s/Subtype/Link/A%s>>]" % (ANNOTATION, action)),
        "on a widget": pdf(page=b"/Annots[<<%s/Subtype/Widget/FT/Btn/T(b)/AA<</E%s>>>>]" % (ANNOTATION, action)),
        "in a bookmark": pdf(
            b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>",
            b"<</Title(x)/Parent 6 0 R/A%s>>" % action,
            catalogue=b"/Outlines 6 0 R",
        ),
        "among names": pdf(catalogue=b"/Names<</JavaScript<</Names[(x)%s]>>>>" % action),
        "in an object stream": in_object_streams(pdf(action, catalogue=b"/OpenAction 6 0 R")),
        "linearised": in_object_streams(pdf(action, catalogue=b"/OpenAction 6 0 R"), linearize=True),
    }


def in_object_streams(data: bytes, linearize: bool = False) -> bytes:
    """The same document as a modern writer would pack it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=linearize)
    return out.getvalue()


def with_attachment(name: bytes, data: bytes = b"<?xml version='1.0'?><a/>") -> bytes:
    """A PDF with a file inside."""
    return pdf(
        ATTACHED % (name, name),
        packed(data, b"/Type/EmbeddedFile"),
        catalogue=b"/Names<</EmbeddedFiles<</Names[(a) 6 0 R]>>>>/AF[6 0 R]",
    )


def with_image(data: bytes, filters: bytes, width: int = 8, height: int = 8, more: bytes = b"") -> bytes:
    """A PDF whose page draws one picture."""
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter%s%s"
    return pdf(
        stream(data, head % (width, height, filters, more)),
        page=b"/Resources<</XObject<</I 6 0 R>>>>",
        content=packed(b"q 100 0 0 100 0 0 cm /I Do Q"),
    ).replace(b"/Resources<</Font<</F1 5 0 R>>>>", b"", 1)


def nested(depth: int) -> bytes:
    """Lists in lists in lists."""
    return pdf(page=b"/X " + b"[" * depth + b"]" * depth)


def chain(length: int, key: bytes = b"/Next") -> bytes:
    """Objects that each name the next."""
    links = [b"<<%s %d 0 R>>" % (key, number + 7) for number in range(length)]
    return pdf(*links, b"null", page=b"/X 6 0 R")


def deep_tree(depth: int) -> bytes:
    """A page at the bottom of a very deep tree."""
    trees = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (number + 3) for number in range(depth)]
    return joined([b"<</Type/Catalog/Pages 2 0 R>>", *trees, b"<</Type/Page/MediaBox[0 0 9 9]>>"])


def bomb(megabytes: int, rounds: int = 2) -> bytes:
    """A page content that unpacks to so many megabytes."""
    data = b"q Q " * (megabytes * 256 * 1024)
    for _round in range(rounds):
        data = zlib.compress(data, 9)
    return pdf(content=stream(data, b"/Filter[%s]" % (b"/FlateDecode" * rounds)))


def many_bombs(count: int, megabytes: int) -> bytes:
    """Many contents, each below the bound for one."""
    data = packed(b"q Q " * (megabytes * 256 * 1024))
    return pdf(*[data] * count, page=b"/X[%s]" % b" ".join(b"%d 0 R" % (6 + n) for n in range(count)))


def loop_in_xref() -> bytes:
    """A cross-reference table that names itself as the earlier one."""
    data = pdf()
    start = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


Maker = Callable[[], bytes]
