"""How every page of this room loads a conversation: the signed-in member's own, or not at all."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from portal.help.models import Enquiry, Message
from portal.members.access import MemberRequest


def enquiry_of(request: MemberRequest, enquiry_id: UUID) -> Enquiry:
    """Her conversation. Raises Http404."""
    return get_object_or_404(Enquiry.objects.of(request.person).select_related("person__family"), pk=enquiry_id)


def draft_of(request: MemberRequest, message_id: UUID) -> Message:
    """A message of her own, sent or not. Raises Http404."""
    mine = Message.objects.filter(enquiry__in=Enquiry.objects.of(request.person), by=request.user)
    return get_object_or_404(mine.select_related("enquiry__person__family"), pk=message_id)
