"""What was typed when the session had already ended: kept over the sign-in and shown again.

The fields wait in the anonymous session, encrypted, under the page they were sent to. They come back only
on that page, which loads its claim through the member, so another person signing in never sees them.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.vault.cipher import decrypt, encrypt

View = Callable[..., HttpResponseBase]
KEY = "unsent"
KEPT_FOR = timedelta(minutes=30)
LONGEST = 100_000  # characters; a form of forty lines has a fifth of it


def keeps_unsent(view: View) -> View:
    """Decorator: a POST that arrives signed out is kept, and leads to sign-in and back to this page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            keep_fields(request, path=request.path, fields=request.POST.urlencode(), now=timezone.now())
            return redirect_to_login(request.path)
        return view(request, *args, **kwargs)

    return wrapped


def keep_fields(request: HttpRequest, *, path: str, fields: str, now: datetime, whose: str = "") -> None:
    """Keeps `fields`, as a form sends them, for the page at `path`; not what is longer than any form of ours.

    `whose` is the account that typed them, where that is known: then every page gives them back to it.
    """
    if fields and len(fields) <= LONGEST:
        kept = {"path": path, "fields": encrypt(fields), "at": now.isoformat(), "whose": whose}
        request.session[KEY] = kept


def given_back(request: HttpRequest) -> dict[str, str]:
    """Context processor: `unsent`, what its reader typed on this page when time ran out; once, for a script to fill in.

    Pages that read `kept_fields` themselves have taken it before.
    """
    session, user = getattr(request, "session", None), getattr(request, "user", None)
    kept = session.get(KEY) if session is not None and user is not None and user.is_authenticated else None
    if not kept or request.method != "GET" or user is None or kept.get("whose") != str(user.pk):
        return {}
    fields = kept_fields(request, now=timezone.now())
    return {"unsent": fields.urlencode()} if fields else {}


def kept_fields(request: HttpRequest, *, now: datetime) -> QueryDict | None:
    """The fields kept for this page, once; None when there are none or they are older than half an hour."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEY]
    if now - datetime.fromisoformat(kept["at"]) > KEPT_FOR:
        return None
    messages.info(
        request, _("You were signed out while you were writing. Nothing is lost: check it and send it again.")
    )
    return QueryDict(decrypt(kept["fields"]))
