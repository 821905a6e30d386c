"""What the guard does for every answer, and which requests never reach a page."""

import json
from http.cookies import SimpleCookie
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.test import Client
from django.urls import path

from portal import urls
from portal.middleware import METHODS


def breaks(request: HttpRequest) -> HttpResponse:
    """A page with an error of ours in it."""
    raise RuntimeError("tried")


def without_database(request: HttpRequest) -> HttpResponse:
    """A page whose database does not answer."""
    raise OperationalError("tried")


urlpatterns = [*urls.urlpatterns, path("tried/breaks", breaks), path("tried/away", without_database)]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

ALWAYS = {
    "Content-Security-Policy": "script-src 'self'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": "camera=()",
    "Cache-Control": "no-store",
}


def assert_headers(response: HttpResponse) -> None:
    """Every header that every page has."""
    for name, words in ALWAYS.items():
        assert words in response.headers.get(name, ""), name
    assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/no-such-page", "/healthz", "/?x=%00", "/admin/"])
def test_every_answer_carries_the_headers(client: Client, address: str) -> None:
    assert_headers(client.get(address))


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    response = client.generic(method, "/")
    assert response.status_code == 405
    assert response.headers["Allow"] == ", ".join(METHODS)
    assert_headers(response)


@pytest.mark.parametrize("address", ["/a%00b", "/a%0d%0ab", "/a%7f", "/?q=%00", "/?q=a%1b", "/?%00=1"])
def test_control_characters_are_a_bad_request(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400


def test_control_characters_in_cookies_are_a_bad_request(client: Client) -> None:
    client.cookies = SimpleCookie({"sessionid": "abcdefgh\x00"})
    assert client.get("/healthz").status_code == 400


@pytest.mark.django_db
def test_line_breaks_in_a_query_are_text(client: Client) -> None:
    assert client.get("/healthz?q=a%0d%0ab").status_code == 200


@pytest.mark.django_db
def test_health_tells_how_the_work_stands(client: Client) -> None:
    response = client.get("/healthz")
    told = json.loads(response.content)
    assert (told["web"], told["database"]) == ("ok", "ok")
    assert set(told["work"]) == {"waiting", "oldest_seconds", "parked"}
    assert told["claims"] == {"oldest_seconds": 0}


@pytest.mark.django_db
def test_health_without_database(client: Client) -> None:
    client.cookies["sessionid"] = "a" * 32
    with patch.object(BaseDatabaseWrapper, "cursor", side_effect=OperationalError("tried")):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert json.loads(response.content) == {"web": "ok", "database": "down"}
    assert not response.cookies


@pytest.mark.urls("tests.test_headers")
@pytest.mark.parametrize(("address", "status"), [("/tried/breaks", 500), ("/tried/away", 503)])
def test_failing_pages_need_no_database(client: Client, address: str, status: int) -> None:
    client.raise_request_exception = False
    response = client.get(address, headers={"accept-language": "fr"})
    assert response.status_code == status
    assert "tried" not in response.text
    assert ("Retry-After" in response.headers) == (status == 503)
    assert "</html>" in response.text
    assert 'lang="fr"' in response.text


@pytest.mark.django_db
@pytest.mark.urls("tests.test_headers")
def test_an_outage_signs_nobody_out(client: Client) -> None:
    client.raise_request_exception = False
    client.session.save()
    client.cookies["sessionid"] = client.session.session_key or ""
    response = client.get("/tried/away")
    assert response.status_code == 503
    assert not response.cookies


@pytest.mark.django_db
def test_a_form_without_token_gets_a_page_that_helps() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x", "password": "y"})
    assert response.status_code == 403
    assert "too old" in response.text
    assert 'href="/"' in response.text
    assert_headers(response)


def test_pages_exist_for_all_errors() -> None:
    for name in ("400", "403", "403_csrf", "404", "500", "503"):
        assert get_template(f"{name}.html")


@pytest.mark.parametrize(
    ("address", "answer"),
    [("/favicon.ico", "favicon"), ("/robots.txt", "Disallow: /"), ("/.well-known/change-password", "password/change")],
)
def test_addresses_that_programs_ask_for(client: Client, address: str, answer: str) -> None:
    response = client.get(address)
    assert answer in response.text + response.headers.get("Location", "")
