"""What the head of every page says about notifications."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.members.access import person_of
from portal.notices.reading import Bell, bell_of


def bell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `bell` for a signed-in member, asked for only by pages that have a head."""

    def ring() -> Bell | None:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated or user.is_staff:
            return None
        # Pages of a member have loaded her already.
        person = getattr(request, "person", None) or person_of(user)
        return bell_of(person, request.path, timezone.now()) if person is not None else None

    return {"bell": SimpleLazyObject(ring)}
