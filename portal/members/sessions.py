"""Sessions in the database that end after a while whatever happens in them (settings.SESSION_ENGINE).

Idle: `SESSION_COOKIE_AGE` for members, less for staff, counted from the last request. Absolute: counted from sign-in.
"""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
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

    def is_empty(self) -> bool:
        """Looked into first: a cookie that we never gave, or that ran out, would be saved as a new session."""
        self._get_session()  # type: ignore[attr-defined]
        return bool(super().is_empty())


def begin(sender: Any, request: HttpRequest | None = None, user: User | None = None, **_rest: Any) -> None:
    """Receiver of `user_logged_in`: notes the moment, and gives staff less time to be away."""
    if request is None or user is None:
        return
    request.session[BEGAN] = int(timezone.now().timestamp())
    if user.is_staff:
        request.session.set_expiry(STAFF_IDLE_SECONDS)
