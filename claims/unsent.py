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
            fields = request.POST.urlencode()
            if len(fields) <= LONGEST:
                request.session[KEY] = {
                    "path": request.path,
                    "fields": encrypt(fields),
                    "at": timezone.now().isoformat(),
                }
            return redirect_to_login(request.path)
        return view(request, *args, **kwargs)

    return wrapped


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
