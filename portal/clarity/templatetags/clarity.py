"""The question on the page of what it is about. Load with `{% load clarity %}`."""

from typing import Any
from uuid import UUID

from django import template
from django.http import Http404

from portal.clarity.answering import LONGEST
from portal.clarity.asking import Kind, place_of
from portal.clarity.models import Opinion

register = template.Library()


@register.inclusion_tag("clarity/question.html", takes_context=True)
def was_this_clear(context: template.Context, kind: str, key: UUID) -> dict[str, Any]:
    """`{% was_this_clear "settlement" settlement.pk %}`: the question with her answer; nothing for others. At most five
    queries.
    """
    request = context["request"]
    try:
        place_of(request, Kind(kind), key)
    except Http404:
        return {"is_asked": False}
    opinion = Opinion.objects.filter(person=request.person, kind=kind, key=key).first()
    return {"is_asked": True, "kind": kind, "key": key, "opinion": opinion, "longest": LONGEST, "request": request}
