"""Answers for browsers that read Brotli, which all of today do over HTTPS. Everybody else gets Django's gzip.

gzip looks back 32 KiB and no further. The lists of a page with several expenses lie further apart in Russian and
Arabic, so that gzip sent them again with each expense: 64 kilobytes for five of them, where Brotli takes 22.
"""

import re
import secrets
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

# Of 11: from here on each step costs more milliseconds and saves nearly nothing. It is about as fast as gzip.
QUALITY = 5
SHORTEST, MOST_PADDING = 200, 100  # bytes, both as Django's gzip has them
ACCEPTED = re.compile(r"(?:^|,)\s*br\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?=,|$)")

Answer = Callable[[HttpRequest], HttpResponseBase]


def compress(get_response: Answer) -> Answer:
    """Middleware, inside Django's gzip, which leaves alone what is encoded already. What is streamed stays gzip's."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponse) and _is_worth_it(response):
            patch_vary_headers(response, ("Accept-Encoding",))
            if ACCEPTED.search(request.headers.get("Accept-Encoding", "")):
                _compress(response)
        return response

    return answer


def _is_worth_it(response: HttpResponse) -> bool:
    return len(response.content) >= SHORTEST and not response.has_header("Content-Encoding")


def _compress(response: HttpResponse) -> None:
    packed = brotli_of(response.content)
    if len(packed) >= len(response.content):
        return
    response.content = packed
    response.headers["Content-Length"] = str(len(packed))
    response.headers["Content-Encoding"] = "br"
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):  # RFC 9110, 8.8.1: another sequence of bytes for the same page
        response.headers["ETag"] = f"W/{etag}"


def brotli_of(content: bytes) -> bytes:
    """The content as a Brotli stream, of another length each time: its size must not tell what it holds (BREACH)."""
    packer = brotli.Compressor(mode=brotli.MODE_TEXT, quality=QUALITY)
    begun = packer.process(b"") + packer.flush()  # the stream's first bits, up to a whole byte
    return begun + _padding() + packer.process(content) + packer.finish()


def _padding() -> bytes:
    """A block of metadata, which readers skip (RFC 7932, 9.2): six bits of kind, eight of length, then the bytes."""
    length = secrets.randbelow(MOST_PADDING) + 1
    return (0b010110 | (length - 1) << 6).to_bytes(2, "little") + secrets.token_bytes(length)
