"""Requests that others began for somebody: hers to finish when she comes of age or a helper may no longer act."""

from datetime import datetime

from approvals.models import CareRequest
from portal.members.audit import record
from portal.members.handing_over import hands_over
from portal.members.models import Person, User


@hands_over
def drafts_of_requests(person: Person, user: User, begun_by: User | None, now: datetime) -> None:
    """Drafts for her by others, with their documents."""
    drafts = CareRequest.objects.filter(person=person, state=CareRequest.State.DRAFT).exclude(asked_by=user)
    drafts = drafts.select_for_update(of=("self",))
    for draft in drafts if begun_by is None else drafts.filter(asked_by=begun_by):
        draft.asked_by = user
        draft.save(update_fields=["asked_by"])
        record(act="carerequest.handed_over", by=user, about=draft, now=now)
