"""Appeals that others began about somebody's care: hers to finish when she comes of age or a helper may not act."""

from datetime import datetime

from claims.appeals.models import Appeal
from portal.members.audit import record
from portal.members.handing_over import hands_over
from portal.members.models import Person, User


@hands_over
def drafts_of_appeals(person: Person, user: User, begun_by: User | None, now: datetime) -> None:
    """Drafts about her claims by others; where she has begun one about the same step, hers stays."""
    drafts = Appeal.objects.filter(claim__patient=person, state=Appeal.State.DRAFT)
    own = set(drafts.filter(created_by=user).values_list("about", flat=True))
    others = drafts.exclude(created_by=user).select_for_update(of=("self",)).order_by("created_at")
    for draft in others if begun_by is None else others.filter(created_by=begun_by):
        if draft.about not in own:
            own.add(draft.about)
            draft.created_by = user
            draft.save(update_fields=["created_by"])
            record(act="appeal.handed_over", by=user, about=draft, now=now)
