"""Claims that others began for somebody: hers to finish when she comes of age or a helper may no longer act."""

from datetime import datetime

from claims.models import Claim
from portal.members.audit import record
from portal.members.handing_over import hands_over
from portal.members.models import Person, User


@hands_over
def drafts_of_claims(person: Person, user: User, begun_by: User | None, now: datetime) -> None:
    """Drafts for her by others, with their documents and expenses."""
    drafts = Claim.objects.drafts().select_for_update(of=("self",)).filter(patient=person).exclude(created_by=user)
    for draft in drafts if begun_by is None else drafts.filter(created_by=begun_by):
        draft.created_by = user
        draft.save(update_fields=["created_by"])
        record(act="claim.handed_over", by=user, about=draft, now=now)
