"""Whether there is cover today. Open to whoever holds a card or a proof of insurance; it tells nothing else."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.card.confirming import LOOKS, confirmed, may_look
from portal.help.offices import main_line, office_of
from portal.members.addresses import source_of


@never_cache
@require_safe
def confirm(request: HttpRequest, seal: UUID) -> HttpResponse:
    """Valid or not. One of the few GETs that write: it counts looks from an address."""
    now = timezone.now()
    if not may_look(source_of(request), now=now):
        stopped = render(request, "card/confirm.html", {"is_stopped": True}, status=429)
        stopped.headers["Retry-After"] = str(int(LOOKS.window.total_seconds()))
        return stopped
    found = confirmed(seal, now=now)
    phone = office_of(found.country).phone if found else main_line()
    context = {"found": found, "phone": phone, "now": now}
    return render(request, "card/confirm.html", context, status=200 if found else 404)
