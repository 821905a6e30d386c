"""Answers that hold nothing of anybody, which a phone may keep: the worker, the manifest, the pages without a line."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import conditional_page, require_safe

View = Callable[..., HttpResponse]
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def for_everybody(view: View) -> View:
    """Decorator: the same answer for whoever asks, in the language of `?language=`; asked for anew each time.

    The session is left alone: a worker that looks for a new release must not keep a session alive. `public` is what
    tells the guard at the door that this answer may be kept.
    """

    @require_safe
    @conditional_page
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if hasattr(request, "session"):
            del request.session
        with translation.override(language_of(request)):
            response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "public, no-cache"
        if request.method == "HEAD":  # a phone that only asks whether there is a line
            response.content = b""
        return response

    return wrapped


def language_of(request: HttpRequest) -> str:
    """The language asked for with `?language=`; else that of the browser."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else translation.get_language_from_request(request)
