"""`/healthz`: what a watching machine may know. Counts and ages only, nothing about anyone.

`claims` is the oldest one that was sent and that nobody looked at yet, also when it was given up.
"""

from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.module_loading import import_string

DECIDING = "claims.adjudicate"


def healthz(request: HttpRequest) -> JsonResponse:
    """200 with the state of web, database and work list; 503 when the database does not answer."""
    if hasattr(request, "session"):
        del request.session  # whoever watches needs none, and saving it would ask the database again
    try:
        now = timezone.now()
        work: dict[str, Any] = import_string("portal.work.jobs.figures")(now)
        undecided: int = import_string("portal.work.jobs.oldest_seconds")(kind=DECIDING, now=now)
    except (DatabaseError, InterfaceError):
        return JsonResponse({"web": "ok", "database": "down"}, status=503)
    return JsonResponse({"web": "ok", "database": "ok", "work": work, "claims": {"oldest_seconds": undecided}})
