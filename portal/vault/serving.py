"""Handing out a private file so that a browser shows it or saves it, and does nothing else with it."""

from pathlib import PurePath

from django.core.files.base import File
from django.http import FileResponse, Http404, HttpResponseBase

from portal.vault.models import MediaType, ScanState, StoredDocument
from portal.vault.names import clean_name

SUFFIXES = {MediaType.PDF: (".pdf",), MediaType.JPEG: (".jpg", ".jpeg"), MediaType.PNG: (".png",)}
# May be saved, never shown. What is not listed leaves as plain bytes.
SAVED_ONLY = {"text/csv", "text/calendar", "application/xml", "application/json", "application/zip"}
HEADERS = {
    # django-csp leaves a policy alone that is already there.
    "Content-Security-Policy": "default-src 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",  # says what the policy says: staff see documents beside the lines
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def answer(
    document_or_file: StoredDocument | File, *, filename: str, media_type: str, inline: bool = False
) -> HttpResponseBase:
    """The file streamed. `filename` is cleaned and gets the suffix of `media_type`.

    Only PDF, JPEG and PNG are ever inline. The calling view has checked access.
    Raises Http404 for a document in which a virus was found after the upload.
    """
    file = _file(document_or_file)
    file.open("rb")
    shown = media_type in MediaType.values
    response = FileResponse(
        file,
        as_attachment=not (inline and shown),
        filename=_named(filename, media_type),
        content_type=media_type if shown or media_type in SAVED_ONLY else "application/octet-stream",
        headers=HEADERS,
    )
    return response


def _file(document_or_file: StoredDocument | File) -> File:
    if not isinstance(document_or_file, StoredDocument):
        return document_or_file
    if document_or_file.scan_state == ScanState.INFECTED:
        raise Http404
    return document_or_file.served


def _named(filename: str, media_type: str) -> str:
    name = clean_name(filename)
    suffixes = SUFFIXES.get(media_type, ())  # type: ignore[call-overload]
    if not suffixes or PurePath(name).suffix.lower() in suffixes:
        return name
    return f"{name}{suffixes[0]}"
