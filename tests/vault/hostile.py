"""The corpus: for each hostile file its maker and the codes with which it may be refused."""

import base64
import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib

from tests.vault import pdfs, pictures
from tests.vault.heic import heic

VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
PROGRAM = b"MZ\x90\0" + b"\0" * 60 + b"PE\0\0This program cannot be run in DOS mode.\r\n" + b"\0" * 400
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
LAUNCH = b"<</S/Launch/Win<</F(cmd.exe)/P(/c calc)>>>>"


def zipped(**files: bytes) -> bytes:
    """An archive; underscores in names stand for dots."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def tarred(data: bytes) -> bytes:
    """A tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("x")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def wrong_kinds() -> dict[str, bytes]:
    """Nothing that we take, whatever it is called."""
    image = pictures.drawn()
    return {
        "program": PROGRAM,
        "elf": b"\x7fELF\x02\x01\x01" + bytes(200),
        "script": b"#!/bin/sh\nrm -rf /\n",
        "html": HTML,
        "svg": SVG,
        "svg with xml head": b"<?xml version='1.0'?>" + SVG,
        "php": b"<?php system($_GET['c']); ?>",
        "text": b"Invoice 42",
        "rtf": b"{\\rtf1 Invoice}",
        "xml bomb": b"<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;'>]><a>&c;</a>",
        "gif": pictures.saved(image, "GIF"),
        "bmp": pictures.saved(image, "BMP"),
        "webp": pictures.saved(image, "WEBP"),
        "tiff": pictures.saved(image, "TIFF"),
        "ico": pictures.saved(image, "ICO"),
        "jpeg 2000": pictures.saved(image, "JPEG2000"),
        "avif": pictures.saved(image, "AVIF"),
        "avif that says mif1": pictures.saved(image, "AVIF").replace(b"ftypavif", b"ftypavis", 1),
        "postscript": b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file",
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n",
        "postscript around a pdf": b"%!PS\n" + pdfs.pdf(),
        "zip": zipped(invoice_pdf=pdfs.pdf()),
        "docx": zipped(**{"[Content_Types]_xml": b"<Types/>", "word/document_xml": b"<w/>"}),
        "gzip": gzip.compress(pdfs.pdf()),
        "bzip2": bz2.compress(pdfs.pdf()),
        "xz": lzma.compress(pdfs.pdf()),
        "tar": tarred(pdfs.pdf()),
        "rar": b"Rar!\x1a\x07\x01\x00" + bytes(100),
        "7z": b"7z\xbc\xaf\x27\x1c" + bytes(100),
        "ole (old word)": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "mp4": b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(100),
        "mp3": b"ID3\x03" + bytes(100),
        "one byte": b"%",
        "noughts": bytes(5000),
        "base64 of a pdf": base64.b64encode(pdfs.pdf()),
        "pdf after a page of html": HTML + pdfs.pdf(),
        "pdf after a gif head": b"GIF89a" + pdfs.pdf(),
        "pdf after a program": PROGRAM + pdfs.pdf(),
        "pdf behind 2 kB of blanks": b" " * 2000 + pdfs.pdf(),
        "pdf head without version": b"%PDF-x" + bytes(100),
        "mht": b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + HTML,
    }


def mixed() -> dict[str, bytes]:
    """Two kinds in one file."""
    jpeg, png, archive = pictures.jpeg(), pictures.png(), zipped(evil_html=HTML)
    return {
        "pdf and zip": pdfs.pdf() + archive,
        "pdf and rar": pdfs.pdf() + b"Rar!\x1a\x07\x00" + bytes(50),
        "pdf and html behind": pdfs.pdf() + HTML,
        "pdf and html in front": pdfs.pdf().replace(b"%\xe2\xe3\xcf\xd3", b"%" + HTML, 1),
        "pdf and svg in front": pdfs.pdf().replace(b"%\xe2\xe3\xcf\xd3", b"%" + SVG, 1),
        "pdf and php": pdfs.pdf().replace(b"%\xe2\xe3\xcf\xd3", b"%<?php system(1); ?>", 1),
        "pdf and program": pdfs.pdf() + PROGRAM,
        "jpeg and zip": jpeg + archive,
        "jpeg and rar": jpeg + b"Rar!\x1a\x07\x00" + bytes(50),
        "jpeg and 7z": jpeg + b"7z\xbc\xaf\x27\x1c" + bytes(50),
        "jpeg and html": jpeg + HTML,
        "jpeg with html comment": pictures.jpeg(comment=HTML),
        "jpeg with php comment": pictures.jpeg(comment=b"<?php system(1); ?>"),
        "jpeg and pdf": jpeg + pdfs.pdf(),
        "jpeg with pdf comment": pictures.jpeg(comment=b"%PDF-1.4 1 0 obj"),
        "jpeg and program": jpeg + PROGRAM,
        "png and zip": png + archive,
        "png and html": png + HTML,
        "png with html text": pictures.png_with(pictures.chunk(b"tEXt", b"Comment\0" + HTML)),
        "png and pdf": png + pdfs.pdf(),
        "png and elf": png + b"\x7fELF\x02\x01\x01" + bytes(50),
        "heic and html": heic() + HTML,
        "heic and zip": heic() + archive,
    }


def infected() -> dict[str, bytes]:
    """The test virus, plain and packed."""
    inflated = zlib.compress(VIRUS)
    return {
        "plain": VIRUS,
        "in a jpeg comment": pictures.jpeg(comment=VIRUS),
        "behind a jpeg": pictures.jpeg() + VIRUS,
        "in png text": pictures.png_with(pictures.chunk(b"tEXt", b"Comment\0" + VIRUS)),
        "in packed png text": pictures.png_with(pictures.chunk(b"zTXt", b"Comment\0\0" + inflated)),
        "in packed png unicode text": pictures.png_with(pictures.chunk(b"iTXt", b"C\0\1\0\0\0" + inflated)),
        "in a png profile": pictures.png_with(pictures.chunk(b"iCCP", b"p\0\0" + inflated)),
        "in a png of its own": pictures.png_with(pictures.chunk(b"xxXx", VIRUS)),
        "behind a heic": heic() + VIRUS,
        "behind a pdf": pdfs.pdf() + VIRUS,
        "in pdf content": pdfs.pdf(content=pdfs.stream(VIRUS)),
        "in deflated pdf content": pdfs.pdf(content=pdfs.packed(VIRUS)),
        "in content deflated twice": pdfs.pdf(
            content=pdfs.stream(zlib.compress(inflated), b"/Filter[/FlateDecode/FlateDecode]")
        ),
        "in ascii85": pdfs.pdf(content=pdfs.stream(base64.a85encode(VIRUS) + b"~>", b"/Filter/ASCII85Decode")),
        "in hex": pdfs.pdf(content=pdfs.stream(VIRUS.hex().encode() + b">", b"/Filter/ASCIIHexDecode")),
        "in a pdf text": pdfs.pdf(trailer=b"/Info<</Title<%s>>>" % VIRUS.hex().encode()),
        "in a stream nobody draws": pdfs.pdf(pdfs.packed(VIRUS)),
        "in a gzip in a pdf": pdfs.pdf(pdfs.packed(gzip.compress(VIRUS))),
        "in a zip in a pdf": pdfs.pdf(pdfs.packed(zipped(eicar_com=VIRUS))),
        "in a zip in a zip in a pdf": pdfs.pdf(pdfs.packed(zipped(a_zip=zipped(eicar_com=VIRUS)))),
        "in bzip2 in a pdf": pdfs.pdf(pdfs.packed(bz2.compress(VIRUS))),
        "in xz in a pdf": pdfs.pdf(pdfs.packed(lzma.compress(VIRUS))),
        "in a picture's data": pdfs.with_image(zlib.compress(VIRUS + bytes(192)), b"/FlateDecode"),
        "in an invoice's data": pdfs.with_attachment(b"factur-x.xml", VIRUS),
        "in an object stream": pdfs.in_object_streams(pdfs.pdf(trailer=b"/Info<</Title<%s>>>" % VIRUS.hex().encode())),
    }


def active() -> dict[str, tuple[bytes, str]]:
    """PDFs that do something, with the code of their refusal."""
    scripts = {f"script {place}": (data, "script") for place, data in pdfs.with_actions(pdfs.JS).items()}
    launches = {f"launch {place}": (data, "script") for place, data in pdfs.with_actions(LAUNCH).items()}
    annotation = pdfs.ANNOTATION
    rest = {
        "attachment": (pdfs.with_attachment(b"evil.exe"), "attachment"),
        "attached pdf": (pdfs.with_attachment(b"other.pdf", pdfs.pdf()), "attachment"),
        "attachment with a false name": (pdfs.with_attachment(b"factur-x.xml.exe"), "attachment"),
        "portfolio": (pdfs.pdf(catalogue=b"/Collection<</View/D>>"), "attachment"),
        "goes to an attachment": (pdfs.pdf(catalogue=b"/OpenAction<</S/GoToE/T<</R/C/N(a)>>>>"), "attachment"),
        "live form": (pdfs.pdf(pdfs.packed(b"<xdp/>"), catalogue=b"/AcroForm<</Fields[]/XFA 6 0 R>>"), "live_form"),
        "live form in parts": (
            pdfs.pdf(pdfs.packed(b"<xdp/>"), catalogue=b"/AcroForm<</Fields[]/XFA[(preamble)6 0 R]>>"),
            "live_form",
        ),
    }
    for subtype in (b"RichMedia", b"Movie", b"Sound", b"Screen", b"3D"):
        data = pdfs.pdf(page=b"/Annots[<<%s/Subtype/%s>>]" % (annotation, subtype))
        rest[f"medium {subtype.decode()}"] = (data, "media")
    for action in (b"Rendition", b"Movie", b"Sound", b"GoTo3DView"):
        rest[f"plays {action.decode()}"] = (pdfs.pdf(catalogue=b"/OpenAction<</S/%s>>" % action), "media")
    return scripts | launches | rest


def broken() -> dict[str, tuple[bytes, str]]:
    """Damaged, locked, empty, endless."""
    files = {"pdf": pdfs.pdf(), "jpeg": pictures.jpeg(), "png": pictures.png(), "heic": heic()}
    cut = {
        f"{kind} cut at {share} %": (data[: len(data) * share // 100], "damaged")
        for kind, data in files.items()
        for share in (40, 60, 80, 95)
    }
    locked = {
        f"locked {strength}": (pdfs.encrypted("owner", "secret", strength), "encrypted") for strength in (2, 3, 4, 6)
    }
    return (
        cut
        | locked
        | {
            "locked for change only": (pdfs.encrypted("owner", ""), "encrypted"),
            "nothing": (b"", "empty"),
            "16 MB": (pdfs.pdf() + bytes(16 * 1024 * 1024), "too_large"),
            "no pages": (pdfs.pdf_of(0), "no_pages"),
            "201 pages": (pdfs.pdf_of(201), "too_many_pages"),
            "5,000 pages": (pdfs.pdf_of(5000), "too_many_pages"),
            "no trailer": (b"%PDF-1.7\nhello\n%%EOF\n", "damaged"),
            "no catalogue": (pdfs.joined([b"null"]), "damaged"),
            "no page tree": (pdfs.joined([b"<</Type/Catalog>>"]), "damaged"),
            "page tree in a circle": (
                pdfs.joined([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]),
                "damaged",
            ),
            "page tree too deep": (pdfs.deep_tree(5000), "damaged"),
            "lists too deep": (pdfs.nested(100_000), "damaged|no_pages"),
            "lists rather deep": (pdfs.nested(400), "too_complex"),
            "content that does not unpack": (
                pdfs.pdf(content=pdfs.stream(b"not deflated at all", b"/Filter/FlateDecode")),
                "damaged",
            ),
            "bomb of 80 MB": (pdfs.bomb(80), "too_complex"),
            "bomb of 40 MB eight times": (pdfs.many_bombs(8, 40), "too_complex"),
            "bomb in an object stream": (pdfs.in_object_streams(pdfs.bomb(80)), "too_complex"),
            "bomb of a drawn picture": (pdfs.with_image(b"x", b"/JBIG2Decode", 60_000, 60_000), "too_complex"),
            "objects without end": (pdfs.pdf(*[b"[]"] * 130_000), "too_complex"),
            "jpeg of 4,200 megapixels": (pictures.huge_jpeg(), "too_many_pixels"),
            "jpeg of 70 megapixels": (pictures.huge_jpeg(10_000, 7_000), "too_many_pixels"),
            "jpeg of 500 passes": (pictures.jpeg_of_scans(500), "too_complex"),
            "jpeg without a picture": (b"\xff\xd8\xff\xe0\0\x04JF\xff\xd9", "damaged"),
            "jpeg head only": (b"\xff\xd8\xff", "damaged"),
            "png of 400 megapixels": (pictures.picture_bomb(20_000), "too_many_pixels"),
            "png of 49 megapixels": (pictures.picture_bomb(7_000), "too_many_pixels"),
            "png of 30 megapixels without rows": (pictures.picture_bomb(5_500), "damaged"),
            "png without width": (pictures.png_of(0, 4, b""), "damaged"),
            "png with a text bomb": (
                pictures.png_with(pictures.chunk(b"zTXt", b"C\0\0" + zlib.compress(bytes(90_000_000), 9))),
                "damaged",
            ),
            "png head only": (b"\x89PNG\r\n\x1a\n", "damaged"),
            "heic of 400 megapixels": (heic(claimed=(20_000, 20_000)), "too_many_pixels"),
            "heic head only": (heic()[:24], "damaged"),
            "heic without picture": (heic().replace(b"hvc1", b"xxx1"), "damaged"),
        }
    )


def corpus() -> list[tuple[str, bytes, str]]:
    """Everything: name, data, allowed codes divided by |."""
    return [
        *((f"kind: {name}", data, "kind") for name, data in wrong_kinds().items()),
        *((f"mixed: {name}", data, "mixed") for name, data in mixed().items()),
        *((f"virus: {name}", data, "virus") for name, data in infected().items()),
        *((f"active: {name}", data, code) for name, (data, code) in active().items()),
        *((f"broken: {name}", data, code) for name, (data, code) in broken().items()),
    ]
