"""One tap, works without a script: an answer, its words, and back to the thing it is about."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.clarity import answering
from portal.clarity.asking import Kind, place_of
from portal.members.access import MemberRequest, member_required

PLACE = "#clear"


@member_required
@require_POST
def answer(request: MemberRequest, kind: str, thing_id: UUID) -> HttpResponse:
    """“Yes” or “No”."""
    place, said = _place(request, kind, thing_id), request.POST.get("clear", "")
    if said in {"yes", "no"}:
        answering.answer(**_about(request, kind, thing_id), is_clear=said == "yes")
    return redirect(place)


@member_required
@require_POST
def say_more(request: MemberRequest, kind: str, thing_id: UUID) -> HttpResponse:
    """A few words to the answer."""
    place, words = _place(request, kind, thing_id), request.POST.get("words", "").replace("\x00", "")
    answering.say_more(**_about(request, kind, thing_id), words=words)
    return redirect(place)


def _about(request: MemberRequest, kind: str, thing_id: UUID) -> dict[str, Any]:
    return {"person": request.person, "kind": Kind(kind), "key": thing_id, "now": timezone.now()}


def _place(request: MemberRequest, kind: str, thing_id: UUID) -> str:
    """Where the question stands on her page. Raises Http404."""
    if kind not in Kind.values:
        raise Http404
    return place_of(request, Kind(kind), thing_id) + PLACE
