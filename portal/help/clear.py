"""“Was this clear?” about an answer of ours."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from portal.clarity.asking import Kind, asked_about
from portal.help.models import Enquiry, Message
from portal.members.access import MemberRequest


@asked_about(Kind.ANSWER)
def answer(request: MemberRequest, key: UUID) -> str:
    """In a conversation of her own."""
    mine = Enquiry.objects.of(request.person)
    found = get_object_or_404(Message.objects.shown(), pk=key, kind=Message.Kind.ANSWER, enquiry__in=mine)
    return reverse("help:enquiry", args=[found.enquiry_id])
