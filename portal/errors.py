"""Pages for when something went wrong. They need no database, and say what the reader can do next."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

log = logging.getLogger(__name__)

RETRY_SECONDS = 20
PLAIN = "<!doctype html><html lang=en><meta charset=utf-8><title>{0}</title><h1>{0}</h1><p>{1}</p></html>"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read."""
    return page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not for this."""
    return page(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing that is yours: the answer is the same."""
    return page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database does not answer. Django calls this while the exception is being handled."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return page(request, "500.html", 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database is away; the session cookie stays, so that nobody is signed out by an outage."""
    if hasattr(request, "session"):
        del request.session  # else its middleware would wait for the database once more, to save it
    response = page(request, "503.html", 503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose page is too old (signed out meanwhile, or signed in again in another tab)."""
    return page(request, "403_csrf.html", 403)


def page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """The page `template`; with the member's navigation if that can be had, else without, else in plain words."""
    for known in [request, stripped(request)] if status < 500 else [stripped(request)]:
        try:
            with translation.override(translation.get_language_from_request(request)):
                return HttpResponse(render_to_string(template, {"status": status}, known), status=status)
        except Exception:
            log.exception("The page for status %s cannot be rendered", status)
    return HttpResponse(PLAIN.format("Something went wrong", "Please try again in a few minutes."), status=status)


def stripped(request: HttpRequest) -> HttpRequest:
    """The request without session and user, so that no context processor reaches for the database."""
    bare = HttpRequest()
    bare.method, bare.path, bare.path_info = request.method, request.path, request.path_info
    bare.META, bare.COOKIES = request.META, request.COOKIES
    return bare
