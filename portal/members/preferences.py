"""What a member sets for herself: the language, and how settlement notes reach the family."""

from datetime import datetime

from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.members import audit
from portal.members.models import Family, Person, User


class NotesBy(models.TextChoices):
    """How settlement notes reach a family."""

    ATTACHED = "attached", _("By e-mail, attached as a PDF")
    LINK = "link", _("By e-mail that tells me to read it here, after signing in")
    POST = "post", _("By post")

    @classmethod
    def of(cls, family: Family) -> "NotesBy":
        """What the family chose."""
        if not family.settlements_online:
            return cls.POST
        return cls.ATTACHED if family.notes_attached else cls.LINK


@transaction.atomic
def change(
    *,
    person: Person,
    language: str,
    notes_by: NotesBy | None,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> None:
    """Stores the choices; what stays the same leaves no trace. `notes_by=None` leaves that one alone."""
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])
        User.objects.filter(person=person).update(language=language)
        audit.record(act="person.language_changed", by=by, about=person, now=now, request=request, language=language)
    if notes_by is None or notes_by == NotesBy.of(person.family):
        return
    family = person.family
    family.settlements_online = notes_by != NotesBy.POST
    family.notes_attached = notes_by != NotesBy.LINK
    family.save(update_fields=["settlements_online", "notes_attached"])
    audit.record(act="family.notes_by_changed", by=by, about=family, now=now, request=request, notes_by=notes_by.value)
