"""What a file is, judged by its content alone, and whether it is a second kind as well."""

import mmap
import re
import zipfile
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from portal.vault.unfit import Unfit

HEAD = 1024
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
PDF_START = re.compile(rb"(?:\xef\xbb\xbf)?[\x00\t\n\f\r ]*%PDF-\d\.\d")
PDF_ANYWHERE = re.compile(rb"%PDF-\d\.\d")
# Long enough not to turn up by chance in megabytes of compressed picture.
MARKUP = re.compile(rb"<!doctype\s|<html[\s>]|<script[\s>]|<\?php\s|<svg\s+xmlns|<iframe\s", re.IGNORECASE)
ARCHIVE = re.compile(rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\xfd7zXZ\x00|MSCF\x00{4}|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
# The stub's own sentence, not "MZ", which is two bytes and everywhere.
PROGRAM = re.compile(rb"This program (?:cannot|must) be run |\x7fELF[\x01\x02]{2}\x01")


class Kind(Enum):
    """The kinds that are taken."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    HEIF = "heif"


class Rebuilt(NamedTuple):
    """What a copy is: its media type, its pages, what `legibility.Legibility` was found, and its `likeness`."""

    media_type: str
    pages: int
    legibility: str
    likeness: str = ""


def kind_of(path: Path, data: mmap.mmap) -> Kind:
    """The one kind of this file. Raises Unfit `kind` when it is none of ours, `mixed` when it is two at once."""
    kind = _kind_by_head(bytes(data[:HEAD]))
    if kind is None:
        raise Unfit("kind")
    mixed = _pdf_is_mixed(data) if kind is Kind.PDF else _picture_is_mixed(data)
    if mixed or _ends_as_zip(path, data):
        raise Unfit("mixed")
    return kind


def _kind_by_head(head: bytes) -> Kind | None:
    if PDF_START.match(head):
        return Kind.PDF
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head[4:8] == b"ftyp" and _heif_brands(head):
        return Kind.HEIF
    return None


def _heif_brands(head: bytes) -> bool:
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12]} | {head[at : at + 4] for at in range(16, length - 3, 4)}
    # AVIF also calls itself mif1, but we hold no decoder for it.
    return bool(brands & HEIF_BRANDS) and head[8:12] not in {b"avif", b"avis"}


def _pdf_is_mixed(data: mmap.mmap) -> bool:
    # Inside a PDF these bytes may be honest text; before the first object and after the last they are not.
    head, tail = bytes(data[:HEAD]).partition(b" obj")[0], bytes(data[data.rfind(b"%%EOF") :])
    return bool(MARKUP.search(head) or any(p.search(tail) for p in (MARKUP, ARCHIVE, PROGRAM)))


def _picture_is_mixed(data: mmap.mmap) -> bool:
    return any(pattern.search(data) for pattern in (MARKUP, ARCHIVE, PROGRAM, PDF_ANYWHERE))


def _ends_as_zip(path: Path, data: mmap.mmap) -> bool:
    return data.rfind(b"PK\x01\x02") >= 0 and zipfile.is_zipfile(path)
