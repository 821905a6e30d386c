"""What a member sets for herself: the language, and how settlement notes reach the family."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from portal.members import audit
from portal.members.models import Family, Person, User


@transaction.atomic
def change(
    *,
    person: Person,
    language: str,
    settlements_online: bool | None,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> None:
    """Stores the choices; what stays the same leaves no trace. `settlements_online=None` leaves that one alone."""
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])
        User.objects.filter(person=person).update(language=language)
        audit.record(act="person.language_changed", by=by, about=person, now=now, request=request, language=language)
    if settlements_online is None:
        return
    if Family.objects.filter(pk=person.family_id).exclude(settlements_online=settlements_online).exists():
        person.family.settlements_online = settlements_online
        person.family.save(update_fields=["settlements_online"])
        audit.record(
            act="family.settlements_online_changed",
            by=by,
            about=person.family,
            now=now,
            request=request,
            settlements_online=int(settlements_online),
        )
