"""The guard at the door: refuses requests no page could answer, and marks every answer as private."""

import re
from collections.abc import Callable
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from portal import errors

METHODS = ("GET", "HEAD", "POST")
# PostgreSQL refuses NUL inside text with an exception, and no address of ours holds control characters.
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
CONTROL_BUT_BREAKS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
HEADERS = {
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), fullscreen=(self), "
        "geolocation=(self), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        "publickey-credentials-create=(self), publickey-credentials-get=(self), usb=()"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}

Answer = Callable[[HttpRequest], HttpResponse]


def guard(get_response: Answer) -> Answer:
    """Middleware: TRACE and unknown methods get 405, control characters in the address 400, all answers our headers."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = refusal(request) or get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not (is_asset(request, response) or is_for_everybody(response)):
            response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def refusal(request: HttpRequest) -> HttpResponse | None:
    """The answer to a request that no page may see, or None."""
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    query = unquote_plus(request.META.get("QUERY_STRING", ""))
    # Cookie values may spell NUL as "\000", which Django decodes.
    spoiled = CONTROL.search(request.path_info) or CONTROL_BUT_BREAKS.search(query)
    if spoiled or any(CONTROL.search(value) for value in request.COOKIES.values()):
        return errors.bad_request(request)
    return None


def is_asset(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer is a file every visitor may see and keep."""
    return request.path_info.startswith(settings.STATIC_URL) and response.status_code in {200, 206, 304}


def is_for_everybody(response: HttpResponse) -> bool:
    """Whether its view says that it holds nothing of anybody (`portal.offline.everybody`)."""
    return response.headers.get("Cache-Control") == "public, no-cache"
