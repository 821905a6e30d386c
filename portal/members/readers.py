"""What a member may know about the trail: which of the administrator's staff opened or changed her data, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.members.models import AuditEntry, Person, User

VERBS: dict[str, str | Promise] = {
    "read": _("opened"),
    "added": _("added"),
    "changed": _("changed"),
    "issued": _("sent"),
}
OTHERWISE = _("worked on")


@dataclass(frozen=True)
class Visit:
    """One line of the page: when, which colleague, what was done to what, about whom."""

    at: datetime
    who: str
    did: str | Promise
    what: str | Promise
    about: str


def visits(people: Iterable[Person]) -> QuerySet[AuditEntry]:
    """Entries of staff about these people, newest first; what members do themselves is not a visit."""
    staff = User.objects.filter(is_staff=True).values("pk")
    return AuditEntry.objects.filter(person__in=[person.pk for person in people], by__in=staff).order_by("-at")


def told(entries: Iterable[AuditEntry], people: Iterable[Person]) -> list[Visit]:
    """The entries in words."""
    names: dict[UUID, str] = {person.pk: person.given_name for person in people}
    return [
        Visit(
            at=entry.at,
            who=entry.by_label,
            did=VERBS.get(entry.act.rpartition(".")[2], OTHERWISE),
            what=_kind(entry.object_type),
            about=names.get(entry.person, "") if entry.person else "",
        )
        for entry in entries
    ]


def _kind(label: str) -> str | Promise:
    try:
        return apps.get_model(label)._meta.verbose_name or label
    except (LookupError, ValueError):
        return _("data")
