"""Whether a settlement note is ours. Open to whoever holds the paper, signed in or not; it tells nothing medical."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.seals import LOOKS, confirmed, may_look
from portal.members.addresses import source_of


@require_safe
def verify(request: HttpRequest, seal: UUID) -> HttpResponse:
    """Number, date and total of the note with this seal. The only GET that writes: it counts looks from an address."""
    if not may_look(source_of(request), now=timezone.now()):
        stopped = render(request, "claims/verify.html", {"is_stopped": True}, status=429)
        stopped.headers["Retry-After"] = str(int(LOOKS.window.total_seconds()))
        return stopped
    found = confirmed(seal)
    return render(request, "claims/verify.html", {"found": found}, status=200 if found else 404)
