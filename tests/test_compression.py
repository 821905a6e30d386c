"""Pages for browsers that read Brotli, for those that read gzip only, and for those that read neither."""

import gzip
import secrets
from collections.abc import Callable

import brotli
import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.test import Client, RequestFactory

from portal.compression import brotli_of, compress

WORDS = b"A kind of care, and another one. " * 40


def answered(response: HttpResponseBase, accepted: str = "gzip, deflate, br, zstd") -> HttpResponseBase:
    return compress(lambda request: response)(RequestFactory().get("/", headers={"accept-encoding": accepted}))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("br;q=0.5", "br", brotli.decompress),
        ("gzip;q=0.8, br;q=0.0, *;q=0.1", "gzip", gzip.decompress),
        ("gzip, brx", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
def test_a_page_comes_in_what_the_browser_reads(
    client: Client, accepted: str, encoding: str | None, read: Callable[[bytes], bytes]
) -> None:
    page = client.get("/accounts/login/", headers={"accept-encoding": accepted})
    assert page.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in page.headers["Vary"]
    assert int(page.headers["Content-Length"]) == len(page.content)
    assert read(page.content).rstrip().endswith(b"</html>")


def test_what_repeats_far_behind_costs_little() -> None:
    block = secrets.token_hex(30_000).encode()  # longer than gzip looks back
    once, five = len(brotli_of(block)), len(brotli_of(block * 5))
    assert five < once * 1.1
    assert len(gzip.compress(block * 5)) > once * 4


def test_the_length_does_not_tell_what_a_page_holds() -> None:
    packed = [brotli_of(WORDS) for _time in range(40)]
    assert len({len(one) for one in packed}) > 5
    assert {brotli.decompress(one) for one in packed} == {WORDS}


def test_what_gains_nothing_is_left_as_it_is() -> None:
    scattered = secrets.token_bytes(5_000)
    for content, headers in ((b"short", {}), (scattered, {}), (WORDS, {"Content-Encoding": "zstd"})):
        response = answered(HttpResponse(content, headers=headers))
        assert isinstance(response, HttpResponse)
        assert response.content == content
        assert response.headers.get("Content-Encoding") == headers.get("Content-Encoding")
    streamed = answered(StreamingHttpResponse([WORDS]))
    assert "Content-Encoding" not in streamed.headers


def test_a_tag_is_weak_once_the_bytes_differ() -> None:
    response = answered(HttpResponse(WORDS, headers={"ETag": '"one"'}))
    assert response.headers["ETag"] == 'W/"one"'
