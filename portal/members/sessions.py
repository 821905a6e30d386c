"""Sessions in the database that end after a while whatever happens in them (settings.SESSION_ENGINE).

Idle: `SESSION_COOKIE_AGE` for members, less for staff, counted from the last request. Absolute: counted from sign-in.
"""

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.members.models import User

STAFF_IDLE_SECONDS = 10 * 60
LONGEST_SECONDS = 12 * 3600
BEGAN = "_began_at"


class SessionStore(DatabaseStore):
    """A session that is forgotten LONGEST_SECONDS after sign-in."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Django's own table."""
        return Session

    def load(self) -> dict[str, Any]:
        """What is in the session; nothing, under no key, once it is too old."""
        data: dict[str, Any] = super().load()
        began = data.get(BEGAN)
        if began is not None and timezone.now().timestamp() - began > LONGEST_SECONDS:
            self.delete(self.session_key)
            self._session_key = None
            return {}
        return data

    def get_expiry_age(self, **facts: Any) -> int:
        """Seconds until it ends if nothing more happens in it: idle, or for good, whichever comes first."""
        idle = int(super().get_expiry_age(**facts))
        return max(0, min(idle, self._left_for_good(idle)))

    @property
    def ends_for_good(self) -> bool:
        """Whether no request prolongs it any more."""
        idle = int(super().get_expiry_age())
        return self._left_for_good(idle) < idle

    def _left_for_good(self, unknown: int) -> int:
        began = self.get(BEGAN)
        return unknown if began is None else int(began + LONGEST_SECONDS - timezone.now().timestamp())

    def save(self, must_create: bool = False) -> None:
        """What nothing changed is only prolonged: written whole, it would undo what another request wrote meanwhile.

        Raises UpdateError when it is gone.
        """
        if must_create or self.modified or self.session_key is None:
            super().save(must_create)
        elif not Session.objects.filter(pk=self.session_key).update(expire_date=self.get_expiry_date()):
            raise UpdateError

    def is_empty(self) -> bool:
        """Looked into first: a cookie that we never gave, or that ran out, would be saved as a new session."""
        self._get_session()  # type: ignore[attr-defined]
        return bool(super().is_empty())


class SessionMiddleware(DjangoSessionMiddleware):
    """Only a page may take the cookie of a session that is over away, never what a script asks for beside it.

    Its answer may come after that of a form which was kept over the sign-in and brought a new session: the browser
    would lose the new one, and with it what was typed.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Django's answer, without the removal when a browser says that it is no page that it asked for."""
        answer = super().process_response(request, response)
        cookie = answer.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and not cookie.value and request.headers.get("Sec-Fetch-Dest", "document") != "document":
            del answer.cookies[settings.SESSION_COOKIE_NAME]
        return answer


def begin(sender: Any, request: HttpRequest | None = None, user: User | None = None, **_rest: Any) -> None:
    """Receiver of `user_logged_in`: notes the moment, and gives staff less time to be away."""
    if request is None or user is None:
        return
    request.session[BEGAN] = int(timezone.now().timestamp())
    if user.is_staff:
        request.session.set_expiry(STAFF_IDLE_SECONDS)
